"""Outputs that are pictures into files: from the store what was made before, the rest encoded, a picture a chunk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

import msgspec

from generator.build.memory import Memory
from generator.build.settings import Progress
from generator.build.software import SoftwareDiffers, check_software, encoders, software
from generator.build.workers import Workers
from generator.digest import digest_bytes
from generator.errors import Diagnostic, SiteError
from generator.model.picture import PictureOrder, SocialOrder
from generator.model.plan import Output

# Typeset cards in a chunk, and renditions to make from which on a pool pays.
_CARDS = 20
_PAYS = 6


class Encoded(msgspec.Struct, frozen=True):
    """A picture for an output: its bytes, or what is wrong with it, and whether it was made just now."""

    output: Output
    data: bytes
    is_new: bool
    faults: tuple[Diagnostic, ...] = ()


class _Chunk(msgspec.Struct, frozen=True, array_like=True):
    """Orders for one source picture, or some typeset cards; `data` is the picture's, for workers elsewhere."""

    software: str
    encoders: str
    pictures: list[PictureOrder]
    cards: list[SocialOrder]
    data: bytes | None


class _Answer(msgspec.Struct, frozen=True, array_like=True):
    made: list[bytes]
    faults: tuple[Diagnostic, ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode_chunk = msgspec.msgpack.Decoder(_Chunk).decode
_decode_answer = msgspec.msgpack.Decoder(_Answer).decode


def make_pictures(outputs: list[Output], memory: Memory, workers: Workers, progress: Progress) -> Iterator[Encoded]:
    """Make the pictures of outputs, in no order of theirs; what is new goes into the store."""
    missing = []
    for output in outputs:
        data = memory.picture(output.inputs)
        if data is None:
            missing.append(output)
        else:
            yield Encoded(output, data, is_new=False)
    chunks = list(_chunks(missing))
    answers = workers.run(encode_chunk, _payloads(chunks, workers), pays=len(missing) >= _PAYS)
    done = 0
    for chunk, encoded in zip(chunks, answers, strict=True):
        answer = _decode_answer(encoded)
        if answer.faults:
            yield Encoded(chunk[0][0], b"", is_new=True, faults=answer.faults)
        for (output, _), data in zip(chunk, answer.made, strict=not answer.faults):
            memory.keep_picture(output.inputs, data)
            yield Encoded(output, data, is_new=True)
        done += len(chunk)
        progress("pictures", done, len(missing))


def encode_chunk(payload: bytes) -> bytes:
    """Make the renditions of a picture, or some cards."""
    from generator.render.encoding import encode_pictures
    from generator.render.social import typeset_card

    chunk = _decode_chunk(payload)
    check_software(chunk.software)
    if chunk.encoders != encoders():
        raise SoftwareDiffers(encoders())
    try:
        if not chunk.pictures:
            return _encode(_Answer([typeset_card(card) for card in chunk.cards]))
        data = _read(chunk.pictures[0]) if chunk.data is None else chunk.data
        return _encode(_Answer(list(encode_pictures(data, chunk.pictures))))
    except SiteError as error:
        return _encode(_Answer([], error.diagnostics))


def _chunks(outputs: Iterable[Output]) -> Iterator[list[tuple[Output, PictureOrder | SocialOrder]]]:
    """Put together what is made of one file: it is decoded once."""
    pictures: list[tuple[Output, PictureOrder]] = []
    cards: list[tuple[Output, SocialOrder]] = []
    for output in outputs:
        order = output.page()
        if isinstance(order, PictureOrder):
            pictures.append((output, order))
        elif isinstance(order, SocialOrder):
            cards.append((output, order))
    # An order to pass a file on says so by its quality, and is not made of pixels.
    pictures.sort(key=lambda pair: (pair[1].path, pair[1].quality, pair[0].path))
    for _, group in groupby(pictures, key=lambda pair: (pair[1].path, pair[1].quality or pair[0].path)):
        yield list(group)
    for start in range(0, len(cards), _CARDS):
        yield list(cards[start : start + _CARDS])


def _payloads(chunks: list[list[tuple[Output, PictureOrder | SocialOrder]]], workers: Workers) -> Iterator[bytes]:
    for chunk in chunks:
        pictures = [order for _, order in chunk if isinstance(order, PictureOrder)]
        cards = [order for _, order in chunk if isinstance(order, SocialOrder)]
        data = None
        if workers.are_elsewhere and pictures:
            data = _read(pictures[0])
        yield _encode(_Chunk(software(), encoders(), pictures, cards, data))


def _read(order: PictureOrder) -> bytes:
    """Read a picture's file; raises `SiteError` when it is not the one that was looked at."""
    message = f'the picture "{order.path}" cannot be read'
    try:
        with open(order.location, "rb") as file:
            data = file.read()
    except OSError as error:
        raise SiteError([Diagnostic("error", f"{message}: {error.strerror}", order.position)]) from None
    if digest_bytes(data) != order.digest:
        message = f'the picture "{order.path}" has just been changed'
        raise SiteError([Diagnostic("error", message, order.position, "build again")])
    return data
