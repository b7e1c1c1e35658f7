"""What kinds of finding and of product are called on screen."""

from __future__ import annotations

from app.coaching.compliance.values import Kind, Product
from app.i18n import tr


def kind_name(kind: Kind) -> str:
    """A kind of finding in the language in use."""
    return {
        Kind.ABSOLUTE: tr("绝对化用语"),
        Kind.HEALTH: tr("说对身体有作用"),
        Kind.DISEASE: tr("说能治病防病"),
        Kind.ORIGIN: tr("没有凭据的产地或宝贝"),
        Kind.PRICE: tr("价格不实"),
        Kind.PROMISE: tr("做不到的承诺"),
        Kind.SCARCITY: tr("编出来的抢购"),
        Kind.INSULT: tr("骂人或歧视"),
        Kind.RIVAL: tr("贬低别人"),
        Kind.FAKE: tr("造假"),
        Kind.SUPERSTITION: tr("迷信"),
        Kind.RETURNS: tr("不让退货"),
        Kind.MINORS: tr("引诱孩子"),
        Kind.PRIVACY: tr("泄露隐私"),
        Kind.STATE: tr("借国家的名义"),
        Kind.UNPROVEN: tr("证明不了的话"),
        Kind.INCITE: tr("煽动粉丝"),
        Kind.LURE: tr("替骗局拉人"),
        Kind.LICENCE: tr("要有资格才能说"),
    }[kind]


def product_name(product: Product) -> str:
    """A kind of product in the language in use."""
    return {
        Product.FOOD: tr("食品"),
        Product.JADE: tr("玉石"),
        Product.TEXTILE: tr("纺织品"),
        Product.OTHER: tr("其他"),
    }[product]
