"""One package per screen. A screen talks to the studio and to values, never to another screen.

What the main window expects of every screen: a widget built from `(studio, jobs, theme)`, an `enter()`
called whenever it is shown (load or refresh), a `leave()` called before another page takes its place (stop
sounds, close the microphone), and signals for where the user wants to go, which the main window wires.
"""
