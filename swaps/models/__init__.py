from .parts import SwapCell, SwapEvent, SwapPart
from .requests import SwapRequest
from .settings import SwapSettings

__all__ = ["SwapCell", "SwapEvent", "SwapPart", "SwapRequest", "SwapSettings"]
