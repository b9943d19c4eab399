"""A stop lets the model go: shown with the client libraries that personas are written with.

They live in an environment of their own, see `requirements.txt`: the main one has a version of
OpenAI's library that most of them exclude.
"""
