"""The camera in the window: its picture with a framing guide, and films kept on this machine."""
