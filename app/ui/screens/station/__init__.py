"""The machine and the centre: exchange, sticks, backups, how long recordings stay, erasing somebody."""

from app.ui.screens.station.screen import StationScreen

__all__ = ["StationScreen"]
