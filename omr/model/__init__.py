"""The nouns that travel between the stages: frozen, without OpenCV and without pandas."""
