"""The verifier in a browser: one page without a network, which reads the same packs as ``holdfire verify``.

It was written a second time, in JavaScript, so that a fault of one shows in the other; tests hold the two against each
other. Signatures and digests are those of the browser (WebCrypto): Ed25519, but not ML-DSA-44, which it says.
"""

from importlib.resources import files


def verifier_page() -> bytes:
    """The page as it stands: HTML in UTF-8, to be saved and opened from a disk, or served by anybody over https."""
    return files("holdfire.publish").joinpath("verifier.html").read_bytes()
