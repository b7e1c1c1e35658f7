"""What kind of thing a product card is about, as far as the rules of compliance make a difference."""

from __future__ import annotations

from app.coaching.compliance.values import Product
from app.curriculum.values import ProductCard

_SIGNS = (
    (Product.JADE, ("玉", "碧玺", "宝石", "翡翠", "玛瑙")),
    (Product.TEXTILE, ("巾", "棉", "绸", "毯", "布料", "衣", "被套", "围脖", "丝绒", "帽")),
    (Product.FOOD, (*"果枣肉豆奶蜜仁茶粉糖馕瓜梨杏桃菜椒酱饼吃味", "牛腩", "羊排", "粮食")),
)
"""Words that tell, the surest kind first: a jujube-red jade bracelet is jade."""


def kind_of(card: ProductCard) -> Product:
    """The kind of product: as the card says, else told by its name, else by what the card says it is."""
    if card.sort:
        return Product(card.sort)
    for text in (card.name, card.what):
        told = text.replace("玉米", "粮食")
        for kind, signs in _SIGNS:
            if any(sign in told for sign in signs):
                return kind
    return Product.OTHER
