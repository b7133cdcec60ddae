"""Backups: all rows and files of a site in one archive that any database takes back, of this version or a later one.

errors, archive (the file) ← tables (rows as lines, at any state of the migrations) ← making, restoring ← commands
"""
