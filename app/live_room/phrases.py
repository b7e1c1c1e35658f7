"""What an anchor says to be heard, kind, and bought from; and what she never says to a viewer."""

from __future__ import annotations

THANKS = ("谢谢", "感谢", "多谢", "辛苦了")
ADDRESS = ("大家", "您", "朋友们", "家人们", "宝宝们", "姐妹们", "各位")
GREETINGS = ("你好", "您好", "大家好", "欢迎", "晚上好", "中午好")
INVITES = ("点个关注", "关注", "扣一", "打在公屏", "公屏", "点点赞", "点赞", "有问题", "想看", "留言", "欢迎")
CALLS = ("下单", "去拍", "拍一", "小黄车", "购物车", "链接", "抢", "带走", "付款")
INSULTS = (
    "傻子",
    "傻瓜",
    "笨蛋",
    "闭嘴",
    "滚出去",
    "滚开",
    "神经病",
    "有病吧",
    "爱买不买",
    "买不起",
    "穷鬼",
    "不要脸",
    "少废话",
    "关你什么事",
    "你才是木头",
    "讨厌你",
    "烦死了",
)
"""Found by their characters only, so that nobody is called rude for a word that sounds like one."""
