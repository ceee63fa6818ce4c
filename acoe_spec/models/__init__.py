"""The data shapes as code and as JSON Schema, generated from `metamodel/` and committed."""
