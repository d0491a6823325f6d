"""The graders' web page. Import what is needed from its files: the web itself is felt at start-up and only `omr review` serves."""
