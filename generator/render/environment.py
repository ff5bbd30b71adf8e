"""A theme in, a Jinja environment out: autoescape, strict about names, with the words and filters of docs/themes.md.

A template's fault becomes a diagnostic that names the template, its line, and what was being rendered.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from datetime import date
from types import CodeType, FunctionType
from typing import Any

import markupsafe
from jinja2 import (
    BytecodeCache,
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
    select_autoescape,
)
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from jinja2.utils import missing
from markupsafe import Markup, escape

from generator.errors import Diagnostic, Position, suggestion
from generator.language import format_number
from generator.model.theme import Theme
from generator.render.filters import cut_excerpt, format_date, make_slug, markdownify, to_json
from generator.render.insets import MASTHEAD, Watch, mark
from generator.render.words import WordFault, words_of

# What `escape` itself calls: a text in, a text out.
_escape_text: Callable[[str], str] = getattr(markupsafe, "_escape_inner", escape)


def _absolute(url: str, origin: str) -> str:
    """Make a link of a page absolute; one that is already stays."""
    return origin + url if url.startswith("/") and not url.startswith("//") else url


# How Jinja tells of a view that has no such attribute.
_VIEW = re.compile(r"'(?:[\w.]+\.)?_?(\w+?)(?:View)? object' has no attribute '(\w+)'")


_TOO_DEEP = "the template is nested too deeply"
_TOO_LONG = "a number in the template is too long"


def _written(value: Any) -> str:
    """Write a value as HTML, as Jinja does, but mark no text as that which is only written, and copy none that is."""
    kind = type(value)
    if kind is str:
        return _escape_text(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return str(value)
    return escape(value)


class _Context(Context):
    """Jinja's own, but who asks for the masthead is noticed, and a plain function is called without ado."""

    environment: _Environment

    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if type(__obj) is not FunctionType or hasattr(__obj, "jinja_pass_arg"):
            return super().call(__obj, *args, **kwargs)
        kwargs.pop("_loop_vars", None)
        kwargs.pop("_block_vars", None)
        try:
            return __obj(*args, **kwargs)
        except StopIteration:  # which Jinja has its own way with
            return super().call(__obj, *args, **kwargs)

    def resolve_or_missing(self, key: str) -> Any:
        if key == MASTHEAD:
            self.environment.watch.show_masthead()
        if key in self.vars:
            return self.vars[key]
        return self.parent.get(key, missing)


class _Template(Template):
    """Jinja's own, but what is imported is watched, and what is written is not marked piece by piece."""

    environment: _Environment

    @classmethod
    def _from_namespace(
        cls, environment: Environment, namespace: MutableMapping[str, Any], globals: MutableMapping[str, Any]
    ) -> Template:
        namespace["escape"] = _written
        return super()._from_namespace(environment, namespace, globals)

    def make_module(
        self,
        vars: dict[str, Any] | None = None,
        shared: bool = False,
        locals: Mapping[str, Any] | None = None,
    ) -> TemplateModule:
        made: TemplateModule = self.environment.watch.gather(lambda: Template.make_module(self, vars, shared, locals))
        return made


class _Environment(Environment):
    """Jinja's own, but what Python says of a template's code, or both of its depth, is a fault of the template."""

    context_class = _Context
    template_class = _Template
    watch: Watch

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Gather what all templates see, once a template: it is copied for each page."""
        return {**self.globals, **(d or {})}

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        try:
            return mark(super()._parse(source, name, filename), self)
        except RecursionError:
            raise TemplateSyntaxError(_TOO_DEEP, 1, name, filename) from None
        except ValueError:  # Python reads and writes no number of more than some thousand digits
            raise TemplateSyntaxError(_TOO_LONG, 1, name, filename) from None

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None, defer_init: bool = False
    ) -> str:
        try:
            return super()._generate(source, name, filename, defer_init)
        except RecursionError:
            raise TemplateSyntaxError(_TOO_DEEP, 1, name, filename) from None
        except ValueError:  # Python reads and writes no number of more than some thousand digits
            raise TemplateSyntaxError(_TOO_LONG, 1, name, filename) from None

    def _compile(self, source: str, filename: str) -> CodeType:
        try:
            return super()._compile(source, filename)
        except SyntaxError as error:
            line = _template_line(source, error.lineno or 1)
            raise TemplateSyntaxError(error.msg, line, filename=filename) from None
        except (RecursionError, MemoryError):
            raise TemplateSyntaxError(_TOO_DEEP, 1, filename=filename) from None


class CompiledTemplates(BytecodeCache):
    """A theme's templates, compiled: once for its environments in all languages, which differ in what they know."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}
        self.watch = Watch()

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it was compiled."""
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        self._codes[bucket.key, bucket.checksum] = bucket.code


def make_environment(
    theme: Theme, link: Callable[[str], str], origin: str, language: str, compiled: CompiledTemplates | None = None
) -> Environment:
    """Make the environment of a theme for one language of the interface, that of its words, dates and numbers.

    `link` makes the link to a URL of the site; `origin` is the site's scheme and host; `compiled` is shared between the
    environments of a theme.
    """
    compiled = compiled or CompiledTemplates()

    def load(name: str) -> tuple[str, str, Callable[[], bool]] | None:
        file = theme.templates.get(name)
        if file is None:
            return None
        return file.text, file.location, lambda: True

    environment = _Environment(
        loader=FunctionLoader(load),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        cache_size=-1,
        bytecode_cache=compiled,
        extensions=["jinja2.ext.loopcontrols"],
    )
    environment.watch = compiled.watch
    environment.filters |= compiled.watch.filters
    environment.filters |= {
        "date": lambda moment, pattern="d MMMM y", lang=language: format_date(moment, pattern, lang),
        "markdownify": markdownify,
        "day": lambda iso, pattern="d MMMM y", lang=language: format_date(date.fromisoformat(iso), pattern, lang),
        "number": lambda number, lang=language: format_number(number, lang),
        "absolute_url": lambda url: _absolute(str(url), origin),
        "site_url": lambda url: link(str(url)) if str(url).startswith("/") else str(url),
        "slugify": make_slug,
        "excerpt": cut_excerpt,
        "json": to_json,
    }
    environment.globals |= {"t": words_of(theme, language), "theme": theme.settings}
    return environment


def fault_of_template(error: BaseException, theme: Theme, subject: str) -> Diagnostic | None:
    """Place a template's fault: the innermost template on the way to it; nothing when no template is to blame."""
    path_by_location = {file.location: file.path for file in theme.templates.values()}
    note = f" (while rendering {subject})" if subject else ""
    if isinstance(error, TemplateSyntaxError):
        path = path_by_location.get(error.filename or "", error.name or "template")
        return Diagnostic("error", f"{_sentence(error)}{note}", Position(path, error.lineno))
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename in path_by_location]
    if isinstance(error, RecursionError) and frames:
        place = frames[0]
        message = "the template includes or calls itself without end"
    elif frames:
        place = frames[-1]
        message = _sentence(error)
    elif isinstance(error, TemplateNotFound):
        return Diagnostic("error", f'there is no template "{error.name}"{note}')
    else:
        return None
    hint = ""
    if isinstance(error, TemplateNotFound):
        message = f'there is no template "{error.name}"'
        hint = suggestion(str(error.name), theme.templates)
    return Diagnostic("error", f"{message}{note}", Position(path_by_location[place.filename], place.lineno or 1), hint)


def _in_plain_words(match: re.Match[str]) -> str:
    return f'"{match.group(1).lower()}" has no "{match.group(2)}"'


def _template_line(source: str, line: int) -> int:
    """Find the template's line behind one of the Python code that Jinja made: its last line maps one to the other."""
    pairs = re.findall(r"(\d+)=(\d+)", source.rpartition("debug_info = ")[2])
    return max((int(template) for template, python in pairs if int(python) <= line), default=1)


def _sentence(error: BaseException) -> str:
    if isinstance(error, TemplateError):
        return _VIEW.sub(_in_plain_words, str(error.message or type(error).__name__))
    if isinstance(error, WordFault):
        return str(error)
    return f"{type(error).__name__}: {error}"
