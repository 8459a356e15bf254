"""Pages made for the tests: one report in three languages, with a site around it or with its markup gone."""

from html import escape

ENGLISH = (
    "Shells fell on the market of Tal Amra on Tuesday morning, residents said, and at least four people were killed.",
    "Two of the dead were women who had come to sell bread, said a doctor at the town's only clinic, who counted nine wounded.",
    "The ceasefire committee said it had sent a patrol to the market and would publish what it found within three days.",
    "It was the third report of shelling in the district since the pause began, according to the committee's own list.",
)
ARABIC = (
    "سقطت قذائف على سوق تل عمرة صباح الثلاثاء، بحسب ما قال سكان، وقتل أربعة أشخاص على الأقل.",
    "وقال طبيب في المستوصف الوحيد في البلدة إن اثنتين من القتلى كانتا تبيعان الخبز، وإن تسعة أشخاص جرحوا.",
    "وقالت لجنة الهدنة إنها أرسلت دورية إلى السوق، وإنها ستنشر ما تجده خلال ثلاثة أيام.",
)
RUSSIAN = (
    "Снаряды упали на рынок в Тель-Амре утром во вторник, сообщили жители, погибли не менее четырёх человек.",
    "Двое погибших были женщинами, которые пришли продавать хлеб, сказал врач единственной больницы города.",
    "Комитет по прекращению огня направил на рынок патруль и обещал опубликовать выводы в течение трёх дней.",
)
MENU = ("Home", "World", "Region", "Sport", "Video", "Contact us", "Log in")
OTHERS = ("Minister opens new bridge over the river", "Harvest late in the south", "Cup final moved to Sunday night")


def page(paragraphs: tuple[str, ...], title: str, head: str = "", before: str = "", after: str = "") -> bytes:
    """A page of HTML: a menu, the headline, the paragraphs, other headlines, a form."""
    menu = "".join(f'<li><a href="/{n}">{escape(one)}</a></li>' for n, one in enumerate(MENU))
    others = "".join(f'<div class="item"><a href="/o{n}">{escape(one)}</a></div>' for n, one in enumerate(OTHERS))
    body = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    return (
        f"<!doctype html><html><head><meta charset='utf-8'><title>{escape(title)}</title>"
        f"{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<main><article><h1>{escape(title)}</h1>{before}{body}{after}</article></main><aside><h3>Related</h3>{others}</aside>"
        "<form><label>Name *</label><label>Comment *</label></form>"
        "<footer>© 2031 The Valley Post. All rights reserved.</footer></body></html>"
    ).encode()


def lines(paragraphs: tuple[str, ...], title: str, before: tuple[str, ...] = (), after: tuple[str, ...] = ()) -> bytes:
    """The same page with its markup gone, a line a block."""
    dated = [line for one in OTHERS for line in ("GMT 14:19 2031 Thursday ,18 January", one)]
    around = ["Related", *dated, "Name *", "Comment *", "© 2031 The Valley Post. All rights reserved."]
    return "\n".join([title, *MENU, title, *before, *paragraphs, *after, *around]).encode()
