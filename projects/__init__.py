"""What is to be built: the dossier, its works, the land redline, the materials uploaded once."""
