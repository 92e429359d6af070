"""Which articles report the same thing. Pure.

The facts of an article (`article_facts`) are compared with those of others, and it joins the story
that it is most similar to and contradicts in nothing (`grouper`).
"""

__all__ = ["article_facts", "contradictions", "explanation", "grouper", "similarity"]
