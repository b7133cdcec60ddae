"""The quality desk: is each work in the catalogue once, by a picture that can be used, and will visitors find it?"""
