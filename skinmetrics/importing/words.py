"""The words of folders and file names that say who, what or when, in English, German and Spanish.

All are in small letters and whole: add a word here, with its plural and its spelling without accents, and it is known
everywhere.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TIMES: Final = _words(
    """
    before after baseline pre post

    vorher nachher vor nach

    antes después despues
    """
)
"""On which side of a treatment a photo was taken."""

VIEWS: Final = TIMES | _words(
    """
    left right front new old face faces forehead cheek cheeks eye eyes nose smile neutral profile side skin lips jaw
    closeup detail makeup view views oblique lateral degrees daylight flash

    links rechts vorne neu alt gesicht stirn wange wangen auge augen nase profil seite haut kinn lippen dekolleté
    dekollete schläfe nah nahaufnahme unten oben seitlich schräg halbprofil tageslicht

    izquierda izquierdo derecha derecho frente frontal perfil nuevo nueva ojo ojos nariz mejilla mejillas piel rostro
    labios cuello mentón menton escote detalle maquillaje lado
    """
)
"""What a photo shows. Add no surnames (Hand, Hals): "Anna Hand" and "Anna Hals" would become one client."""

COUNTED: Final = _words(
    """
    session sessions week weeks month months photo photos image images visit visits treatment treatments appointment
    appointments

    sitzung sitzungen woche wochen monat monate monaten behandlung behandlungen foto bilder termin termine besuch
    besuche kontrolle kontrollen erstgespräch erstgespraech

    sesión sesion sesiónes sesiones semana semanas mes meses fotos visita visitas cita citas tratamiento tratamientos
    control controles
    """
)
"""Before or after these a number counts sessions, weeks or photos, and no clients."""

COUNTED_BY_NUMBERS: Final = COUNTED | _words("day days wk year years tag tage tagen jahr jahre jahren día dia días sem")
"""These count as such only with a number: without one some are names (Doris Day)."""

ORDINALS: Final = _words(
    """
    first second third fourth fifth last

    erste erster zweite zweiter dritte dritter vierte vierter fünfte fünfter letzte letzter

    primera primer primero segunda segundo tercera tercer tercero cuarta cuarto quinta quinto última ultima último
    """
)
"""These number a session."""

PARTICLES: Final = _words(
    """
    of with without from and the my

    von vom der den dem des zu zur mit ohne und mein meine

    de del la las los el con sin mis
    """
)
"""These stand within names, and some are names: nobody's alone, and kept beside a name."""

TITLES: Final = _words("mr mrs ms miss dr prof frau herr fr hr señora señor senora senor sra sr srta")
"""These stand before names: nobody's alone, and beside a month that makes it a name ("Frau May")."""

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
    pat id mrn case chart subject participant user person

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
    archive archives import export exports copy cam am pm at wa on com album albums gallery folder untitled unnamed
    unknown backup backups desktop download downloads documents pictures icloud drive onedrive dropbox google takeout
    cloud media upload uploads phone original originals edited resized received

    archiv kopie nr nummer um alben galerie ordner unbenannt unbekannt sicherung schreibtisch dokumente bearbeitet
    originale neukunden stammkunden kundenfotos kundenbilder patientenfotos patientenbilder

    copia álbum álbumes galería galeria carpeta escritorio descargas documentos seguridad editado editada
    """
)
"""What else sorts photos."""

TREATMENTS: Final = _words(
    """
    botox filler fillers laser ipl led prp peeling peelings needling microneedling dermapen hydrafacial hyaluron
    microdermabrasion mesotherapy acne rosacea melasma wrinkles scars aging

    akne rosazea falten narben mesotherapie mikrodermabrasion

    acné rosácea arrugas cicatrices mesoterapia láser hialurónico
    """
)
"""What is treated, and how."""

BY_PROGRAMS: Final = frozenset(
    {"whatsapp chat", "whatsapp chat with", "whatsapp chat mit", "chat de whatsapp", "chat de whatsapp con"}
    | {"new folder", "untitled folder", "neuer ordner", "unbenannter ordner", "nueva carpeta", "carpeta sin título"}
    | {"copy", "copy of", "kopie", "kopie von", "copia", "copia de"}
)
"""What programs call folders, as a whole or before the name of whom one chatted with."""

CAMERAS: Final = _words(
    """
    img dsc dscn dscf pxl photo foto bild image picture selfie selfies screenshot screenshots whatsapp signal mvimg dcim
    camera burst gopr gopro mvi vid cimg hdr portrait nef raw dng jpg jpeg heic png scan fullsizerender
    snapchat instagram telegram facebook messenger chat iphone ipad samsung galaxy huawei xiaomi android bildschirmfoto
    captura pantalla imagen imágenes imagenes hpim imgp imag cover night
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

_IN_ORDER: Final = """
jan january januar jänner ene enero
feb february februar febrero
mar march mär märz maerz mrz marzo
apr april abr abril
may mai mayo
jun june juni junio
jul july juli julio
aug august ago agosto
sep sept september septiembre setiembre
oct october okt oktober octubre
nov november noviembre
dec december dez dezember dic diciembre
"""
MONTHS: Final = {
    word: number for number, line in enumerate(_IN_ORDER.strip().splitlines(), start=1) for word in line.split()
}
"""Each month's number, from 1 on."""
NOBODYS_MONTHS: Final = frozenset(MONTHS) - NAMESAKES
"""Months that nobody is called by."""

GIVEN_NAMES: Final = _words("jan")
"""Months that are far oftener a first name: "12 Jan Mueller" is client 12, "12 April Clara" is Clara on a day."""
