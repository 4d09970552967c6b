"""The words of folders and file names that say who, what or when, in English, German and Spanish.

All are in small letters and whole: add a word here, with its plural and its spelling without accents, and it is known
everywhere.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


VIEWS: Final = _words(
    """
    before after baseline left right front new old face faces forehead cheek cheeks eye eyes nose smile neutral profile
    side skin

    vorher nachher links rechts vorne neu alt gesicht stirn wange wangen auge augen nase profil seite haut

    antes después despues izquierda izquierdo derecha derecho frente frontal perfil nuevo nueva
    """
)
"""What a photo shows."""

COUNTED: Final = _words(
    """
    session sessions week weeks month months photo photos image images

    sitzung sitzungen woche wochen monat monate behandlung behandlungen foto bilder

    sesión sesion sesiónes sesiones semana semanas mes meses fotos
    """
)
"""Before or after these a number counts sessions, weeks or photos, and no clients."""

CLIENTS: Final = _words(
    """
    client clients patient patients

    patiente patienten patientin patientinnen klient kliente klienten klientin klientinnen kunde kunden kundin
    kundinnen

    cliente clientes clienta clientas paciente pacientes
    """
)
"""What clients are called."""

PERSONS: Final = CLIENTS | _words(
    """
    pat id mrn case chart subject participant user

    kd kdnr kdnummer kundennr kundennummer patientnr patientnummer patientennr patientennummer klientennr
    klientennummer proband probandin teilnehmer teilnehmerin akte frau herr

    caso persona señor señora senor senora sr sra historia expediente
    """
)
"""These say somebody once a number follows them. "Fall" does too, but for the season: see the pattern MARK."""

NUMBERS: Final = _words("nr no num nummer number nº n° número numero") | {"n º", "n o", "n °"}
"""These say that what follows is a number."""

OTHERS: Final = _words(
    """
    archive import export copy cam am pm at wa

    archiv kopie nr nummer um

    copia
    """
)
"""What else sorts photos."""

CAMERAS: Final = _words(
    """
    img dsc dscn dscf pxl photo foto bild image picture selfie screenshot whatsapp signal mvimg dcim camera burst
    """
)
"""What cameras, phones and messengers put into names, often with a number right behind it."""

PRACTICES: Final = _words(
    """
    practice clinic studio salon spa

    praxis klinik kosmetik institut

    clínica clinica estudio salón instituto institute consultorio
    """
)
"""Words in the name of a practice, whose folder is no client's."""

NAMESAKES: Final = _words(
    """
    jan january mar march april may jun june july august

    märz maerz mai juni juli

    abril mayo julio
    """
)
"""Months that are first or last names too."""

NOBODYS_MONTHS: Final = _words(
    """
    feb february apr jul aug sep sept september oct october nov november dec december

    januar jänner februar mär mrz okt oktober dez dezember

    ene enero febrero marzo abr junio ago agosto septiembre setiembre octubre noviembre dic diciembre
    """
)
"""Months that nobody is called by."""

MONTHS: Final = NAMESAKES | NOBODYS_MONTHS

GIVEN_NAMES: Final = _words("jan")
"""Months that are far oftener a first name: "12 Jan Mueller" is client 12, "12 April Clara" is Clara on a day."""
