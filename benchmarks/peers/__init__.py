"""Chats of other programs, measured on the same work as ours."""
