from .summaries import Summary

__all__ = ["Summary"]
