"""What arrives, made alike: files, photos and scans of blanks → pages at one scale, their words and their ink."""
