"""Names that people give to what is no gesture, in the usual spellings and languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

from gesture_app.core.gestures import NONE, spoken_name

WHY = "As the background its takes prevent false alarms. As a gesture it would fire whenever you rest."

_NAMES = """
    no-gesture no-gestures not-a-gesture non-gesture non-gestures without-gesture nothing no-action no-activity no-op
    noop idle idling background bg backgrounds blank neutral rest resting at-rest relax relaxed empty other others
    other-things doing-other-things something-else anything-else negative negatives neg unknown unk null nil void
    no-sign no-hand no-hands no-movement no-motion no-label no-class no-pose unlabeled unlabelled
    undefined unclassified none-of-the-above none-of-these misc miscellaneous garbage junk random
    inactive inactivity silence
    nichts nix keine keines keine-geste keine-gesten ohne-geste leer ruhe ruhend in-ruhe ruhestellung hintergrund andere
    anderes sonstige sonstiges unbekannt negativ leerlauf untaetig untatig
    rien aucun aucune aucun-geste pas-de-geste sans-geste vide repos au-repos fond arriere-plan neutre autre autres
    negatif inconnu inactif
    nada ninguno ninguna ningun-gesto sin-gesto vacio reposo en-reposo descanso fondo neutro otro otros otra otras
    negativo desconocido inactivo
    niente nulla nessuno nessuna nessun-gesto senza-gesto vuoto riposo a-riposo sfondo altro altri sconosciuto inattivo
    nenhum nenhuma nenhum-gesto sem-gesto vazio repouso em-repouso fundo outro outros desconhecido inativo
    niets geen geen-gebaar leeg rust achtergrond neutraal anders overig onbekend
    nic brak brak-gestu pusty puste tlo tło spoczynek inne inny nieznany zadne zaden bez-gestu neutralny
    ingenting inget ingen ingen-gest tomt bakgrund vila annat okand baggrund bakgrunn hvile annet andet ukendt ukjent
    ei-mitaan tyhja tausta lepo muu tuntematon
    hicbiri hicbir-sey hicbir bos arka-plan arkaplan notr diger bilinmeyen dinlenme yok jest-yok
    nic-se-nedeje zadne-gesto pozadi klid jine neznamy prazdny semmi hatter nyugalom egyeb ismeretlen ures
    nimic fundal altul necunoscut tidak-ada kosong lainnya latar-belakang khong-co khong co-gi khac
    ничего нет-жеста без-жеста фон покой пусто пустой другое прочее другие неизвестно неизвестный нейтральный
    нейтрально отдых нічого немає немає-жесту тло спокій інше невідомо
    τιποτα καμια κενο φοντο αλλο αγνωστο ουδετερο
    无 無 無し 无手势 無手勢 没有 沒有 没有手势 沒有手勢 空 空白 背景 其他 其它 未知
    静止 靜止 休息 中性 无动作 無動作 空闲 非手势
    なし 何もない 何もしない ジェスチャーなし その他 不明 休止 待機 ニュートラル 無動作 アイドル
    없음 제스처없음 배경 기타 알수없음 미분류 휴식 대기 무동작 중립 아무것도
    لا-شيء لاشيء بدون خلفية راحة أخرى آخر غير-معروف محايد فارغ هیچ پس-زمینه سایر استراحت خنثی
    कुछ-नहीं कोई-नहीं खाली पृष्ठभूमि अन्य अज्ञात
    כלום רקע אחר ריק מנוחה ניטרלי לא-ידוע ไม่มี พื้นหลัง อื่นๆ ว่าง
"""
_BESIDE = """
    class classes category label gesture gestures geste gesten gesto gestos gest pose poses position posture posicion
    hand hands hande main manos sign signs state status mode action actions sample samples example examples data clip
    clips video videos take takes frame frames the a of images image pics set just klasse classe clase stand-still
"""
"""words that may stand beside such a name"""
_BETWEEN = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\d+$")


def _folded(text: str) -> str:
    """Return the text without case, accents and signs, with a dash between words."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return "-".join(word for part in _BETWEEN.split(plain) if (word := _NUMBER.sub("", part)))


_MEANINGS = frozenset(_folded(name) for name in _NAMES.split())
_JOINED = frozenset(name.replace("-", "") for name in _MEANINGS)
_OTHER_WORDS = frozenset(map(_folded, _BESIDE.split()))


def means_nothing(gesture: str) -> bool:
    """Return True if the name of a gesture usually stands for what is no gesture, other than the background itself."""
    if gesture == NONE:
        return False
    folded = _folded(gesture)
    if folded.replace("-", "") in _JOINED:
        return True
    words = folded.split("-")
    return any(
        "".join(words[start:end]) in _JOINED and _OTHER_WORDS.issuperset(words[:start] + words[end:])
        for start in range(len(words))
        for end in range(start + 1, len(words) + 1)
    )


def unanswered(gestures: Iterable[str], answers: Mapping[str, bool]) -> tuple[str, ...]:
    """Return the gestures whose names usually stand for what is no gesture, and that the user did not answer for."""
    return tuple(gesture for gesture in gestures if gesture not in answers and means_nothing(gesture))


def offer(gesture: str) -> str:
    """Return the sentence that offers to make a gesture the background."""
    return f"“{spoken_name(gesture)}” usually stands for no gesture at all."
