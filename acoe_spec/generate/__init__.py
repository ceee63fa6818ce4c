"""Data shapes out of LinkML, and each spelling of them: Pydantic, msgspec, JSON Schema.

The only package that imports LinkML. It is needed to build, never to check.
"""
