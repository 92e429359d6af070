"""The one way out to sources: httpx, behind a guard for addresses and within limits.

client         a request and what its answer means
redirects      where a redirect may lead
rate_limit     how many requests a host gets, and how close together
transport      from a request of httpx to a server and back, over kept connections
ssrf_guard     dialling of checked addresses only
addresses      which addresses may be reached
connection     a connection on which a server may send only so much
headers        what the headers of an answer mean
decompression  a body, decompressed step by step up to its limit
"""

__all__ = ["addresses", "client", "transport"]
