"""Databases that earlier releases left, and the code of those releases: do they go on with this one?"""
