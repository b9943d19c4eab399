"""Agents on the Agent Client Protocol, as processes of their own."""
