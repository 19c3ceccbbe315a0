"""The words of the pipeline as frozen values, and the tree of failures. Imports nothing of the program."""
