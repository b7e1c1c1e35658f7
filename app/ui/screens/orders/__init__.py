"""Employers' orders: what firms need, the plan that leads there, who is ready."""

from app.ui.screens.orders.screen import OrdersScreen

__all__ = ["OrdersScreen"]
