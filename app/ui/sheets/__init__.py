"""Pages to print: drawn black on white with QPainter, for a printer or a PDF; each is exactly one sheet."""
