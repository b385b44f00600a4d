// The public contract of Waypost: one source for types, validation, OpenAPI and the error dictionary.
