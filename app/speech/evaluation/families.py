"""Families of errors: zh→z and sh→s are one difficulty, n→l is another.

The families are those of the studies named in `app.speech.confusions`.
"""

from __future__ import annotations

from app.speech.values import Part

_INITIALS: dict[str, str] = {
    "retroflex_flat": "zh-z ch-c sh-s",
    "retroflex_palatal": "zh-j ch-q sh-x",
    "flat_palatal": "z-j c-q s-x",
    "aspiration": "b-p d-t g-k j-q zh-ch z-c",
    "affricate_fricative": "zh-sh ch-sh z-s c-s j-x q-x",
    "nasal_lateral": "n-l l-r m-n d-l b-m",
    "lip_teeth": "f-h p-f b-f",
    "throat": "g-h k-h",
    "retroflex_r": "r-zh r-sh",
}
_FINALS: dict[str, str] = {
    "nasal_ending": "an-ang en-eng in-ing ian-iang uan-uang uen-ueng uen-ong vn-iong",
    "rounding": "v-i v-u ve-ie vn-in van-ian van-uan vn-uen ing-iong",
    "medial": "ian-an iang-ang iao-ao iou-ou ia-a ie-e ua-a uai-ai uei-ei uan-an uen-en uang-ang uo-o"
    " ian-in iang-ing in-en ing-eng e-uo",
    "ending": "an-a en-e ai-a ao-a ei-e uo-u ou-u ong-u ei-i ian-ie",
    "apical": "ii-e iii-e",
}


def _table(families: dict[str, str]) -> dict[frozenset[str], str]:
    return {frozenset(pair.split("-")): name for name, pairs in families.items() for pair in pairs.split()}


_FAMILY = {Part.INITIAL: _table(_INITIALS), Part.FINAL: _table(_FINALS)}


def family(part: Part, asked: str, said: str) -> str:
    """The family of an error; `vowel` for other finals, `T2/T3` for tones, `other` else."""
    if part is Part.TONE:
        return "T" + "/T".join(sorted((asked, said)))
    return _FAMILY[part].get(frozenset((asked, said)), "vowel" if part is Part.FINAL else "other")
