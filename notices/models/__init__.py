from .attachments import Attachment
from .deliveries import Delivery
from .notices import Notice
from .preferences import Preferences
from .robots import Robot

__all__ = ["Attachment", "Delivery", "Notice", "Preferences", "Robot"]
