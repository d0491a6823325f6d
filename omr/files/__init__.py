"""The files a person writes and reads ↔ the model; every problem with its file and line."""
