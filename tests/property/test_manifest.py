"""A manifest made from the one before has the bytes of one that is written as a whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.write import manifest as manifest_module
from generator.write.manifest import Manifest, OwnedFile, encode_manifest, renew_manifest
from tests.property.profiles import cases

# Names that stand side by side, and whose order is another once they are written as JSON.
_PATHS = ("a", 'a"', 'a"b', "a!", "a#", "a/b", "b/\\x", "b/index.html", "d\x7f", "é/x", "ü", "\U0001d11e", '"', '": {')
_files = st.dictionaries(
    st.sampled_from(_PATHS) | st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=3),
    st.builds(OwnedFile, st.sampled_from("xyz"), st.sampled_from(("", "head"))),
    max_size=9,
)


@pytest.mark.parametrize("few", [0, 500])
@given(before=_files, after=_files, share=st.integers(0, 3), chosen=st.randoms(use_true_random=False))
@cases(150, 5000)
def test_a_manifest_renewed(few: int, before: dict[str, OwnedFile], after: dict[str, OwnedFile], share: int, chosen):  # type: ignore[no-untyped-def]
    gone = [path for path in before if path not in after and chosen.random() * 3 < share]
    whole = {path: file for path, file in before.items() if path not in gone} | after
    data = encode_manifest(Manifest(sources="before", files=dict(sorted(before.items()))))
    own = Manifest(sources="now", files=dict(sorted(after.items())))
    expected = encode_manifest(Manifest(sources="now", files=dict(sorted(whole.items()))))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_module, "_FEW", few)
        assert renew_manifest(data, own, gone) == expected
