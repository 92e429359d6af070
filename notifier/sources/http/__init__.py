"""The one way out to sources: httpx, behind a guard for addresses and within limits.

client          what sends requests, and what their answers mean
requests        what is asked of a source's server
httpx_requests  the requests of httpx: the first one, and those that redirects lead to
rate_limit      how many requests a host gets, and how close together
transport       from a request of httpx to a server and back, over kept connections
ssrf_guard      dialling of checked addresses only
addresses       which addresses may be reached
connection      a connection on which a server may send only so much
headers         what the headers of an answer mean
decompression   a body, decompressed step by step up to its limit
"""

__all__ = ["addresses", "client", "requests", "transport"]
