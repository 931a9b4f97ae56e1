"""Telegram's HTML, without a server: what becomes an entity, where it lies, and that it can be written back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.sandbox.telegram.entities import FormattedText, detect, tidy, to_html, utf16_slice
from adapters.sandbox.telegram.html_text import parse_html
from adapters.sandbox.telegram.refusals import ApiRefusal

LETTERS = st.text('aЖ🚀 <&>"\n', min_size=1, max_size=8)
TAGS = st.sampled_from(["b", "i", "u", "s", "tg-spoiler", "blockquote"])


def quoted(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    parts = st.lists(inner, min_size=1, max_size=3).map("".join)
    return st.builds("<{0}>{1}</{0}>".format, TAGS, parts)


DOCUMENTS = st.lists(st.recursive(LETTERS.map(quoted), tagged, max_leaves=8), max_size=4).map("".join)


@given(DOCUMENTS)
def test_written_back_html_means_the_same(source: str) -> None:
    parsed = tidy(parse_html(source))
    again = tidy(parse_html(to_html(parsed)))
    assert again.text == parsed.text
    assert set(again.entities) == set(parsed.entities)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(source: str) -> None:
    complaint = complaint_about(source)
    assert complaint is None or complaint.startswith("Bad Request: can't parse entities: ")


def complaint_about(source: str) -> str | None:
    try:
        parse_html(source)
    except ApiRefusal as refusal:
        return refusal.description
    return None


@pytest.mark.parametrize(
    ("source", "kind", "covered", "facts"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">site</a>',
            "text_link",
            "site",
            {"url": "https://example.org/?a=1&b=2"},
        ),
        ('<a href="tg://user?id=7">him</a>', "text_mention", "him", {"user_id": 7}),
        ('<pre><code class="language-python">x = 1</code></pre>', "pre", "x = 1", {"language": "python"}),
        ("🚀🚀 <code>id-1</code>", "code", "id-1", {}),
        ("<blockquote expandable>long</blockquote>", "expandable_blockquote", "long", {}),
        ('<span class="tg-spoiler">psst</span>', "spoiler", "psst", {}),
        (
            '<tg-time unix="5" format="wDT">then</tg-time>',
            "date_time",
            "then",
            {"date_time_format": "wDT"},
        ),
        ("<STRONG>loud</STRONG>", "bold", "loud", {}),
    ],
)
def test_each_tag_becomes_its_entity(source: str, kind: str, covered: str, facts: dict[str, object]) -> None:
    parsed = tidy(parse_html(source))
    (entity,) = parsed.entities
    assert (entity.type, utf16_slice(parsed.text, entity.offset, entity.end)) == (kind, covered)
    assert facts.items() <= entity.facts().items()


@pytest.mark.parametrize(
    ("source", "text"),
    [("&#8364; &#x20AC; &quot;", '€ € "'), ("&nbsp;&copy;", "&nbsp;&copy;"), ("a &amp b & c", "a & b & c")],
)
def test_only_telegrams_references_are_decoded(source: str, text: str) -> None:
    assert parse_html(source).text == text


def test_links_commands_and_tags_are_found() -> None:
    found = detect(FormattedText("/close BTC at https://example.org/x, ask @olena_k #btc $BTC"))
    kinds = [entity.type for entity in found.entities]
    assert kinds == ["bot_command", "url", "mention", "hashtag", "cashtag"]


def test_nothing_is_found_inside_code() -> None:
    assert [entity.type for entity in detect(parse_html("<code>/close @olena_k</code>")).entities] == ["code"]


def test_white_space_at_the_ends_goes() -> None:
    parsed = tidy(parse_html("\n <b> x </b> \n"))
    assert (parsed.text, parsed.entities[0].offset, parsed.entities[0].length) == ("x", 0, 1)


def test_crossing_entities_repeat_no_text() -> None:
    crossing = detect(parse_html("a <b>x /st</b>art"))
    assert [entity.type for entity in crossing.entities] == ["bold", "bot_command"]
    assert to_html(crossing) == "a <b>x /st</b>art"
