"""The mock Putonghua test (普通话水平测试): papers that keep the item rules, and their marking."""
