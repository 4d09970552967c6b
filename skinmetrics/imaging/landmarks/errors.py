"""Why no face can be measured in a picture."""

CUT_OFF = "Part of the face is outside the picture. Step back until hair and chin are both in view."


class FaceError(Exception):
    """There is no one face to measure: ``code`` is no_face, many_faces, face_too_small or face_cut_off."""

    def __init__(self, code: str, message: str) -> None:
        """``message`` says to people what to do."""
        super().__init__(message)
        self.code = code

    def __reduce__(self) -> tuple[type["FaceError"], tuple[str, str]]:
        """Keep the code when the error travels between processes."""
        return type(self), (self.code, str(self))
