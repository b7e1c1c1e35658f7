"""What an anchor says to be heard, kind, and bought from; and what she never says to a viewer."""

from __future__ import annotations

THANKS = ("谢谢", "感谢", "多谢", "辛苦了")
ADDRESS = ("大家", "您", "朋友们", "家人们", "宝宝们", "姐妹们", "各位")
GREETINGS = ("你好", "您好", "大家好", "欢迎", "晚上好", "中午好")
INVITES = ("点个关注", "关注", "扣一", "打在公屏", "公屏", "点点赞", "点赞", "有问题", "想看", "留言", "欢迎")
CALLS = ("下单", "去拍", "拍一", "小黄车", "购物车", "链接", "抢", "带走", "付款")
DECLINES = (
    "不敢说",
    "不能说",
    "不能这么",
    "不能这样",
    "不敢讲",
    "不好说",
    "说不准",
    "不能保证",
    "不敢保证",
    "打包票",
    "打保票",
    "不能替",
    "我不知道",
    "没有这个作用",
    "没有这种作用",
    "没有那种",
    "规定不",
    "法律不",
    "做不到",
    "办不到",
)
"""Courteous ways to say that something cannot be promised."""

STANDS_BY_PRICE = (
    "做不了主",
    "店里定",
    "公司定",
    "一分钱一分货",
    "请您理解",
    "请您谅解",
    "谢谢理解",
    "谢谢您理解",
    "不能少",
    "少不了",
    "多买",
    "实在",
    "划算",
)
"""Courteous ways to stand by a price."""

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
