"""The places where themes keep a comment's name, time and body, as selectors in order of trust.

Class names recur from theme to theme because theme writers copy each other; what is
specific to one family stands in that family's ``Theme`` and is tried first.
"""

from __future__ import annotations

from dataclasses import dataclass

AUTHOR = (
    ".fn", ".comment-author-name", ".comment_author_name", ".comment__author-name", ".comment-author-link",
    ".comment__author", ".commenter-name", ".comment-name", "[itemprop=author]", "[itemprop=creator]",
    "[itemprop=name]", "[rel=author]", ".comment-author", ".comment_author", ".commentauthor",
    ".comment-username", ".commenter", ".author-name", ".authorname", ".author_name", ".username",
    ".user-name", ".user_name", ".nickname", ".nick", ".byline", "cite", ".author", ".name", ".user",
    ".poster", ".autor", "[class*=author]", "[class*=username]", "[class*=user-name]", "[class*=nick]",
    "[class*=commenter]",
)  # fmt: skip
POSTED = (
    "time[datetime]", "[itemprop=datePublished]", "[itemprop=dateCreated]", "[itemprop=commentTime]",
    "abbr.published", ".comment-date", ".comment_date", ".comment__date", ".comment-time", ".comment_time",
    ".comment-permalink", "time", ".commentdate", ".comment-metadata", ".commentmetadata", ".comment-meta",
    ".comment-timestamp", ".timestamp", ".datetime", ".date", ".time", ".posted", ".postdate",
    "a[href*=#comment]", "[class*=date]", "[class*=time]", "[class*=created]", "small",
)  # fmt: skip
BODY = (
    ".comment-content", ".comment_content", ".comment__content", ".comment-text", ".comment_text",
    ".comment__text", ".commenttext", ".commentcontent", "[itemprop=text]", "[itemprop=commentText]",
    ".comment-entry", ".comment-message", ".comment-copy", ".comment-bd", ".comment-inner-content",
    ".field-name-comment-body", ".field--name-comment-body", ".comment__body", ".commentbody",
    ".comment-post", ".comment-description", "[itemprop=description]", ".entry-content", ".format_text",
    ".comment-body", ".comment_body", ".message", ".messagebody", ".text", ".body", ".content", ".entry",
    ".comment-txt", "[class*=comment-text]", "[class*=comment-content]", "[class*=comment-body]",
    "[class*=comment__body]", "[class*=comment__content]", "[class*=comment__text]", "[class*=message]",
)  # fmt: skip
HEADER = (
    "header", "footer", ".comment-author", ".comment-meta", ".commentmetadata", ".comment-metadata",
    ".comment-header", ".comment_header", ".comment-head", ".comment-info", ".comment-footer",
    ".comment_postinfo", ".vcard", ".meta", ".postmetadata", ".comment-number", ".comment-count",
    ".comment-permalink", ".permalink", ".comment-awaiting-moderation", ".comment-date", ".comment-time",
    ".says", ".links", ".submitted", ".edit", "[class*=vote]", "[class*=rating]", "[class*=score]",
    "[class*=karma]", "[class*=action]", "[class*=controls]", "[class*=toolbar]", "[class*=comment-footer]",
    "[class*=comment__footer]", "[class*=reply-to]",
)  # fmt: skip
BESIDE_NAME = (
    ".says", ".comment-meta", ".comment-metadata", ".commentmetadata", "time", ".comment-date", ".date",
    ".badge", ".role", ".label", ".user-badge", ".userrank", ".usertitle", ".comment-time",
    ".post-author-badge", ".bypostauthor-label", ".wpd-blog-title", "[class*=badge]", "small", "sup",
    ".comment-reply", "button", "a[href*=#comment-]", "a[href*=#c]", ".icon", ".comment-published",
    "[class*=timestamp]", "abbr.published",
)  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """Where a family keeps the fields, tried before the common places.

    Attributes:
        common: whether the common places are tried at all.
        author_attribute: an attribute of the comment's own element that holds the name.
    """

    author: tuple[str, ...] = ()
    posted: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    common: bool = True
    author_attribute: str = ""

    def selectors(self, field: str) -> tuple[str, ...]:
        own = getattr(self, field)
        return own + _COMMON[field] if self.common else own


_COMMON = {"author": AUTHOR, "posted": POSTED, "body": BODY}
