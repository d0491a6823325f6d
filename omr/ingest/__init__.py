"""Files → scans: each image as the scanner made it, with an id from its bytes."""
