"""The query language (docs/query-language.md): parsing, and matching many queries at once. Pure."""

__all__ = ["errors", "lexer", "matcher", "ngrams", "query", "typed"]
