"""The camera in the window: its picture with a framing guide, films kept on this machine, and what is seen."""
