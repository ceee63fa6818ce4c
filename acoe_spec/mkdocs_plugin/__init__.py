"""The door into MkDocs: a plugin, and what `acoe site` does with it.

The only package that knows a site generator. What pages say and how they look is decided below, in
`guidelines`; here they become files of a site with its navigation, its search and its
Content-Security-Policy. Nothing below imports this.
"""
