"""Whole archives as small practices have them: nobody's photos become another's, and few clients become several.

Each line has who is on a photo ("?": no name says it) and its path.
"""

from __future__ import annotations

import pytest

from skinmetrics.clinic.names import same_name
from skinmetrics.importing.names import clients_of, passed_over

ARCHIVES = {
    "phone export, one client": """
        anna | Anna Berger/IMG_2034.HEIC
        anna | Anna Berger/IMG_2035.HEIC
        anna | Anna Berger/IMG_E2035.HEIC
        anna | Anna Berger/IMG_2034 2.HEIC
    """,
    "two treatments as outer folders": """
        anna | Microneedling/Anna Berger/2026-01-05/IMG_1.jpg
        berta | Microneedling/Berta Klein/2026-01-05/IMG_2.jpg
        cara | Akne/Cara Lind/IMG_3.jpg
        dora | Akne/Dora Maier/IMG_4.jpg
    """,
    "unknown categories as outer folders": """
        anna | Montagsgruppe/Anna Berger/IMG_1.jpg
        berta | Montagsgruppe/Berta Klein/IMG_2.jpg
        cara | VIP/Cara Lind/IMG_3.jpg
        dora | VIP/Dora Maier/IMG_4.jpg
    """,
    "treatments within clients": """
        anna | Anna Berger/Botox/IMG_1.jpg
        anna | Anna Berger/Peeling/IMG_2.jpg
        berta | Berta Klein/Botox/IMG_3.jpg
        berta | Berta Klein/Laser/IMG_4.jpg
    """,
    "WhatsApp export": """
        ? | WhatsApp Images/IMG-20260105-WA0003.jpg
        ? | WhatsApp Images/IMG-20260106-WA0001.jpg
    """,
    "WhatsApp chat": """
        anna | WhatsApp Chat - Anna Berger/IMG-20260105-WA0003.jpg
        berta | WhatsApp Chat - Berta Klein/IMG-20260105-WA0004.jpg
    """,
    "WhatsApp Chat mit": """
        anna | WhatsApp Chat mit Anna Berger/00000012-PHOTO-2026-01-05-10-12-13.jpg
        berta | WhatsApp Chat mit Berta Klein/00000013-PHOTO-2026-01-05-10-12-13.jpg
    """,
    "before after folders with names": """
        anna | Before/Anna Berger.jpg
        anna | After/Anna Berger.jpg
        berta | Before/Berta Klein.jpg
        berta | After/Berta Klein.jpg
    """,
    "names with before after in folder": """
        anna | Anna Berger before/IMG_1.jpg
        anna | Anna Berger after/IMG_2.jpg
        berta | Berta Klein BEFORE/IMG_1.jpg
        berta | Berta Klein AFTER/IMG_2.jpg
    """,
    "vorher nachher": """
        anna | Kundinnen/Müller, Anna/vorher/1.jpg
        anna | Kundinnen/Müller, Anna/nachher/1.jpg
        berta | Kundinnen/Müller, Berta/vorher/1.jpg
        berta | Kundinnen/Müller, Berta/nachher/1.jpg
    """,
    "Vorher-Nachher in Datei": """
        anna | Vorher-Nachher/Anna_vorher.jpg
        anna | Vorher-Nachher/Anna_nachher.jpg
        berta | Vorher-Nachher/Berta_vorher.jpg
        berta | Vorher-Nachher/Berta_nachher_2.jpg
    """,
    "antes y después": """
        ana | Antes y después/Ana García antes.jpg
        ana | Antes y después/Ana García después.jpg
        lola | Antes y después/Lola Núñez antes.jpg
        lola | Antes y después/Lola Núñez después.jpg
    """,
    "year month folders": """
        anna | Fotos/2025/01 Januar/Anna Berger/IMG_1.jpg
        anna | Fotos/2025/02 Februar/Anna Berger/IMG_2.jpg
        berta | Fotos/2025/01 Januar/Berta Klein/IMG_3.jpg
        berta | Fotos/2024/12 Dezember/Berta Klein/IMG_4.jpg
    """,
    "year month folders, files named": """
        anna | 2025/03 März/anna_b.jpg
        anna | 2025/04 April/anna_b.jpg
        berta | 2025/03 März/berta_k.jpg
        berta | 2025/05 Mai/berta_k.jpg
    """,
    "NFD umlauts": """
        jörg | Mu\u0308ller Jo\u0308rg/IMG_1.jpg
        jörg | Müller Jörg/IMG_2.jpg
        jürg | Mu\u0308ller Ju\u0308rg/IMG_3.jpg
    """,
    "emoji": """
        anna | Anna 🌸/IMG_1.jpg
        berta | Berta ✨/IMG_2.jpg
        cara | 🌸 Cara/IMG_3.jpg
    """,
    "Fr. Dr. Müller": """
        m | Fr. Dr. Müller/IMG_1.jpg
        s | Fr. Dr. Schmidt/IMG_2.jpg
        l | Hr. Lang/IMG_3.jpg
    """,
    "Frau doubles": """
        a | Frau Müller-Lüdenscheidt/IMG_1.jpg
        b | Frau Müller/IMG_2.jpg
        c | Herr Müller/IMG_2.jpg
    """,
    "Frau files": """
        a | Frau Müller-Lüdenscheidt vorher.jpg
        a | Frau Müller-Lüdenscheidt nachher.jpg
        b | Frau Müller 1.jpg
        c | Herr Müller 1.jpg
    """,
    "initials dotted folders": """
        as | A.S./IMG_1.jpg
        bs | B.S./IMG_2.jpg
        lk | L.K./IMG_3.jpg
    """,
    "initials dotted files": """
        as | A.S. 2026-01-05.jpg
        bs | B.S. 2026-01-05.jpg
        as | A.S. 2026-02-05.jpg
    """,
    "initials files below practice": """
        as | Praxis Lind/AS_vorher.jpg
        bs | Praxis Lind/BS_vorher.jpg
    """,
    "codes in files": """
        17 | Photos 2025/K-0017_front.jpg
        17 | Photos 2025/K-0017_left.jpg
        18 | Photos 2025/K-0018_front.jpg
    """,
    "codes in files below a practice": """
        17 | Praxis Lind/K-0017.jpg
        18 | Praxis Lind/K-0018.jpg
    """,
    "number folders": """
        17 | Patients/0017/front.jpg
        17 | Patients/0017/left.jpg
        18 | Patients/0018/front.jpg
    """,
    "small number folders": """
        12 | Photos 2025/12/front.jpg
        13 | Photos 2025/13/front.jpg
    """,
    "small number folders below a practice": """
        1 | Praxis Lind/1/front.jpg
        2 | Praxis Lind/2/front.jpg
    """,
    "numbered sessions of one": """
        anna | Anna Berger/1/front.jpg
        anna | Anna Berger/2/front.jpg
        anna | Anna Berger/3/front.jpg
    """,
    "Sitzung folders": """
        anna | 1. Sitzung Anna/IMG_1.jpg
        anna | 2. Sitzung Anna/IMG_2.jpg
        berta | 1. Sitzung Berta/IMG_1.jpg
        berta | Berta 2. Sitzung/IMG_2.jpg
    """,
    "Sitzung outside": """
        anna | Sitzung 1/Anna/IMG_1.jpg
        anna | Sitzung 2/Anna/IMG_2.jpg
        berta | Sitzung 1/Berta/IMG_1.jpg
    """,
    "sesión": """
        ana | Ana López/1ª sesión/IMG_1.jpg
        ana | Ana López/2ª sesión/IMG_1.jpg
        eva | Eva Ruiz/1ª sesión/IMG_1.jpg
        eva | Eva Ruiz/3a sesion/IMG_1.jpg
    """,
    "sesión primera": """
        ana | Ana López - primera visita/IMG_1.jpg
        ana | Ana López - segunda visita/IMG_1.jpg
        eva | Eva Ruiz - primera visita/IMG_1.jpg
    """,
    "1st session": """
        ann | Ann Lee 1st session/IMG_1.jpg
        ann | Ann Lee 2nd session/IMG_1.jpg
        sue | Sue Kim 1st session/IMG_1.jpg
    """,
    "visit folders": """
        ann | Ann Lee/Visit 1/IMG_1.jpg
        ann | Ann Lee/Visit 2/IMG_1.jpg
        sue | Sue Kim/Visit 1/IMG_1.jpg
    """,
    "Termin folders": """
        ann | Anna Lee/1. Termin/IMG_1.jpg
        ann | Anna Lee/2. Termin/IMG_1.jpg
        ann | Anna Lee/Kontrolle/IMG_1.jpg
        sue | Susi Kim/Erstgespräch/IMG_1.jpg
    """,
    "iCloud": """
        anna | iCloud Photos/Anna Berger/IMG_1.HEIC
        berta | iCloud Photos/Berta Klein/IMG_2.HEIC
        ? | iCloud Photos/IMG_3.HEIC
    """,
    "iCloud Drive deep": """
        anna | iCloud Drive/Desktop/Arbeit/Kunden/Anna Berger/2026/01/IMG_1.HEIC
        berta | iCloud Drive/Desktop/Arbeit/Kunden/Berta Klein/2026/01/IMG_2.HEIC
    """,
    "two roots": """
        anna | Desktop/Kunden/Anna Berger/IMG_1.HEIC
        berta | Desktop/Kunden/Berta Klein/IMG_2.HEIC
        cara | Downloads/Cara Lind/IMG_2.HEIC
        dora | Downloads/Dora Maier/IMG_2.HEIC
    """,
    "phones": """
        anna | iPhone von Maria/Anna Berger/IMG_1.HEIC
        berta | iPhone von Maria/Berta Klein/IMG_2.HEIC
        cara | Samsung Galaxy/Cara Lind/20260105_101112.jpg
        dora | Samsung Galaxy/Dora Maier/20260105_101113.jpg
    """,
    "two practices": """
        anna | Praxis Lind/Anna Berger/IMG_1.jpg
        berta | Praxis Lind/Berta Klein/IMG_2.jpg
        cara | Praxis Weber/Cara Maier/IMG_3.jpg
    """,
    "practitioners": """
        anna | Maria/Anna Berger/IMG_1.jpg
        berta | Maria/Berta Klein/IMG_2.jpg
        cara | Elena/Cara Maier/IMG_3.jpg
    """,
    "alphabet": """
        anna | A-F/Anna Berger/IMG_1.jpg
        berta | A-F/Berta Klein/IMG_2.jpg
        tina | S-Z/Tina Maier/IMG_3.jpg
    """,
    "screenshots": """
        ? | Screenshots/Screenshot_20260105-101112_WhatsApp.jpg
        ? | Screenshots/Screenshot 2026-01-05 at 10.11.12.png
        ? | Screenshots/Bildschirmfoto 2026-01-05 um 10.11.12.png
        ? | Screenshots/Captura de pantalla 2026-01-05 a las 10.11.12.png
    """,
    "phones' file names": """
        ? | x/PXL_20260105_101112345.PORTRAIT.jpg
        ? | x/PXL_20260105_101112345.MP.jpg
        ? | x/IMG_20260105_101112_HDR.jpg
        ? | x/IMG_1234(1).jpg
        ? | x/IMG_1234-edited.jpg
        ? | x/IMG_1234_bearbeitet.jpg
        ? | x/IMG_1234 Kopie.jpg
        ? | x/signal-2026-01-05-101112_002.jpeg
        ? | x/FB_IMG_1612345678901.jpg
        ? | x/B612_20260105_101112_123.jpg
        ? | x/Resized_20260105_101112.jpg
        ? | x/received_123456789012345.jpeg
        ? | x/FullSizeRender.jpg
        ? | x/_MG_1234.jpg
        ? | x/GOPR0012.JPG
        ? | x/photo_2026-01-05_10-11-12.jpg
        ? | x/Snapchat-123456789.jpg
        ? | x/unnamed.jpg
        ? | x/IMG_E1234.JPG
        ? | x/DSC_0012.NEF.jpg
        ? | x/20260105_101112_Burst01.jpg
        ? | x/image0.jpeg
        ? | x/Unbenannt.jpg
        ? | x/Neuer Ordner/1.jpg
        ? | x/New folder (2)/2.jpg
        ? | x/Nueva carpeta/1.jpg
        ? | x/Unbenannter Ordner/1.jpg
        ? | x/untitled folder/1.jpg
    """,
    "same first name, numbers behind": """
        a1 | Anna 1/front.jpg
        a2 | Anna 2/front.jpg
    """,
    "same surname": """
        a | Schmidt Anna/IMG_1.jpg
        b | Schmidt Bernd/IMG_1.jpg
    """,
    "date and name folders": """
        a | 2026-01-05 Anna Berger/IMG_1.jpg
        a | 2026-02-05 Anna Berger/IMG_1.jpg
        b | 2026-01-05 Berta Klein/IMG_1.jpg
    """,
    "name then german date": """
        a | Anna Berger 05.01.2026/IMG_1.jpg
        a | Anna Berger 05.02.26/IMG_1.jpg
        a | Anna Berger 5.3.2026/IMG_1.jpg
        b | Berta Klein 05.01.2026/IMG_1.jpg
    """,
    "birth dates": """
        a | Anna Schmidt 01.02.1980/IMG_1.jpg
        b | Anna Schmidt 03.04.1975/IMG_1.jpg
    """,
    "Semana": """
        ana | Ana semana 0.jpg
        ana | Ana semana 4.jpg
        ana | Ana_sem8.jpg
        eva | Eva semana 0.jpg
    """,
    "weeks": """
        ann | Ann Lee/Week 0/front.jpg
        ann | Ann Lee/Week 4/front.jpg
        ann | Ann Lee/Week 8 - after laser/front.jpg
        sue | Sue Kim/Week 0/front.jpg
    """,
    "body parts in file names": """
        ann | Anna Berger/Kinn.jpg
        ann | Anna Berger/Lippen.jpg
        ann | Anna Berger/Stirn nah.jpg
    """,
    "names with numbers": """
        a | Anna1987/IMG_1.jpg
        b | Anna1990/IMG_1.jpg
    """,
    "case": """
        a | anna berger/IMG_1.jpg
        a | Anna Berger/IMG_2.jpg
        a | ANNA_BERGER/IMG_2.jpg
    """,
    "deep nest": """
        a | Backup/Backup 2025/Fotos/Kunden/Anna Berger/2025/06/12/vorher/IMG_1.jpg
        b | Backup/Backup 2025/Fotos/Kunden/Berta Klein/2025/06/12/vorher/IMG_1.jpg
        a | Backup/Backup 2024/Fotos/Kunden/Anna Berger/2024/06/12/vorher/IMG_1.jpg
    """,
    "clients active and former": """
        a | Aktive Kunden/Anna Berger/IMG_1.jpg
        b | Aktive Kunden/Berta Klein/IMG_1.jpg
        c | Ehemalige Kunden/Cara Lind/IMG_1.jpg
    """,
    "laser in file's folder": """
        a | Laser/anna_1.jpg
        b | Laser/berta_1.jpg
        c | Peeling/cara.jpg
    """,
    "unknown outer, files marks": """
        a | Montagsgruppe/Kundin 12.jpg
        b | Montagsgruppe/Kundin 13.jpg
        c | VIP/Kundin 14.jpg
    """,
    "Paciente 01": """
        1 | Pacientes/Paciente 01/antes.jpg
        1 | Pacientes/Paciente 01/después.jpg
        2 | Pacientes/Paciente 02/antes.jpg
    """,
    "Sra.": """
        a | Sra. García/antes.jpg
        b | Sr. García/antes.jpg
        c | Srta. Ruiz/antes.jpg
    """,
    "Mrs": """
        a | Mrs Smith/IMG_1.jpg
        b | Mr Smith/IMG_1.jpg
        c | Mrs. Jones/IMG_1.jpg
    """,
    "day and month numbers": """
        ? | 2025/01/05/IMG_1.jpg
        ? | 2025/01/06/IMG_2.jpg
        ? | 2025/02/12/IMG_3.jpg
    """,
    "Google takeout": """
        ? | Takeout/Google Photos/Photos from 2025/IMG_1.jpg
        ? | Takeout/Google Photos/Photos from 2026/IMG_2.jpg
        anna | Takeout/Google Photos/Anna Berger/IMG_3.jpg
    """,
    "Google Fotos": """
        ? | Takeout/Google Fotos/Fotos von 2025/IMG_1.jpg
        anna | Takeout/Google Fotos/Anna Berger/IMG_3.jpg
    """,
    "name repeated": """
        a | Müller Anna/Müller Anna 2026-01-05/IMG_1.jpg
        a | Müller Anna/Müller Anna 2026-02-05/IMG_1.jpg
        b | Müller Berta/Müller Berta 2026-01-05/IMG_1.jpg
    """,
    "name and session in both": """
        a | Anna/Anna_1.jpg
        a | Anna/Anna_2.jpg
        a | Anna/Anna_3.jpg
    """,
    "number first in both": """
        a | Anna/1_Anna.jpg
        a | Anna/2_Anna.jpg
    """,
    "stray beside": """
        a | Praxis Lind/Anna.jpg
        ? | Praxis Lind/IMG_1.jpg
    """,
    "van": """
        a | van der Berg.jpg
        b | Berg.jpg
        c | de la Cruz.jpg
        d | Cruz.jpg
    """,
    "My Nguyen": """
        a | My Nguyen.jpg
        b | The Nguyen.jpg
    """,
    "Sam": """
        a | Sam 1.jpg
        a | Sam 2.jpg
        b | Samantha 1.jpg
    """,
    "MG": """
        a | MG/IMG_1.jpg
        b | FB/IMG_2.jpg
        c | MP/IMG_2.jpg
    """,
    "iphone months": """
        ? | 202601__/IMG_1.HEIC
        ? | 202602__/IMG_2.HEIC
        ? | 202602_a/IMG_2.HEIC
    """,
    "german dates": """
        a | Müller 05.01.26.jpg
        a | Müller 12.02.26.jpg
        b | Meier 05.01.26.jpg
    """,
    "kunde nr": """
        a | Kunde 1/IMG_1.jpg
        b | Kunde 2/IMG_2.jpg
    """,
    "K nr named": """
        a | K-0017 Berger/IMG_1.jpg
        b | K-0018 Berger/IMG_2.jpg
    """,
    "ids numeric names": """
        a | 1001 Berger/IMG_1.jpg
        b | 1002 Berger/IMG_2.jpg
    """,
    "session in file of client folder": """
        a | Anna Berger/Sitzung 1 vorher.jpg
        a | Anna Berger/Sitzung 1 nachher.jpg
        b | Berta/S1 vorher.jpg
    """,
    "before after outer": """
        a | Before/K-0017/1.jpg
        a | After/K-0017/1.jpg
        b | Before/K-0018/1.jpg
    """,
    "T0": """
        a | Studie/P01/T0/1.jpg
        a | Studie/P01/T1/1.jpg
        b | Studie/P02/T0/1.jpg
    """,
    "T0 files": """
        a | P01_T0.jpg
        a | P01_T1.jpg
        b | P02_T0.jpg
    """,
    "V1 names": """
        a | anna_v1_left.jpg
        a | anna_v2_left.jpg
        b | berta_v1_left.jpg
    """,
    "subject-visit": """
        a | S01_V1.jpg
        a | S01_V2.jpg
        b | S02_V1.jpg
    """,
    "left right of": """
        a | Anna/left/1.jpg
        a | Anna/right/1.jpg
        b | Berta/left/1.jpg
    """,
    "spanish mixed": """
        a | Clientes/María José Pérez/2025-01-05 antes/IMG_1.jpg
        a | Clientes/María José Pérez/2025-02-05 después/IMG_1.jpg
        b | Clientes/María Pérez/2025-01-05/IMG_1.jpg
    """,
    "sra de": """
        a | Sra. de la Fuente/antes/IMG_1.jpg
        b | Sra. Fuente/antes/IMG_1.jpg
    """,
    "n codes": """
        a | n.º 12/IMG_1.jpg
        b | n.º 13/IMG_1.jpg
    """,
    "nr codes": """
        a | Nr. 12/IMG_1.jpg
        b | Nr. 13/IMG_1.jpg
    """,
    "dates outer names inner": """
        a | 2026-01-05/Anna/IMG_1.jpg
        a | 2026-02-05/Anna/IMG_1.jpg
        b | 2026-02-05/Berta/IMG_1.jpg
    """,
    "dates outer files": """
        a | 2026-01-05/anna.jpg
        a | 2026-02-05/anna left.jpg
        b | 2026-02-05/berta.jpg
    """,
    "mother daughter": """
        a | Müller/Mutter/IMG_1.jpg
        b | Müller/Tochter/IMG_1.jpg
        c | Meier/Mutter/IMG_1.jpg
        d | Meier/Tochter/IMG_1.jpg
    """,
    "two in name": """
        a | Anna B 1987/IMG_1.jpg
        b | Anna B 1990/IMG_1.jpg
    """,
    "ages": """
        a | Anna (45)/IMG_1.jpg
        b | Anna (62)/IMG_1.jpg
    """,
    "year ranges": """
        a | 2025/Q1/Anna/IMG_1.jpg
        b | 2025/Q1/Berta/IMG_1.jpg
        a | 2025/Q2/Anna/IMG_1.jpg
    """,
    "umlauts transliterated": """
        a | Müller Anna/IMG_1.jpg
        b | Mueller Anna/IMG_1.jpg
    """,
    "whatsapp files with name": """
        a | Anna/WhatsApp Image 2026-01-05 at 10.11.12.jpeg
        a | Anna/WhatsApp Image 2026-01-05 at 10.11.12 (1).jpeg
        b | Berta/WhatsApp Bild 2026-01-05 um 10.11.12_abc123de.jpg
        c | Cara/Imagen de WhatsApp 2026-01-05 a las 10.11.12_abc123de.jpg
    """,
    "whatsapp nobody": """
        ? | WhatsApp Image 2026-01-05 at 10.11.12 AM.jpeg
        ? | WhatsApp Bild 2026-01-05 um 10.11.12_abc123de.jpg
        ? | Imagen de WhatsApp 2026-01-05 a las 10.11.12_abc123de.jpg
        ? | WhatsApp-Bild-2026-01-05-um-10.11.12.jpg
        ? | Foto 05.01.26, 10 11 12.jpg
        ? | Foto am 05.01.26 um 10.11.jpg
        ? | Photo on 05-01-26 at 10.11 #2.jpg
        ? | Bild (3).jpg
        ? | Unknown.jpeg
        ? | image_67123456.JPG
        ? | 1704449472123.jpg
        ? | IMG_20260105_WA0003.jpg
        ? | Screenshot_2026-01-05-10-11-12-123_com.whatsapp.jpg
        ? | 5D3A1B2C-1111-2222-3333-444455556666.jpg
        ? | IMG_20260105_101112~2.jpg
        ? | IMG_20260105_101112_1.jpg
        ? | IMG_20260105_101112_BURST001_COVER.jpg
        ? | PXL_20260105_101112345.NIGHT.jpg
        ? | PXL_20260105_101112345.RAW-01.COVER.jpg
        ? | 20260105_101112_HDR.jpg
        ? | DSCN0012.JPG
        ? | P1120034.JPG
        ? | IMGP1234.JPG
        ? | HPIM0012.JPG
        ? | IMAG0123.jpg
        ? | WIN_20260105_10_11_12_Pro.jpg
        ? | Foto del 05-01-26 a las 10.11.jpg
        ? | Captura de pantalla 2026-01-05 a la(s) 10.11.12.png
    """,
    "practice name unknown": """
        a | Lind/2025/Anna/1.jpg
        b | Lind/2025/Berta/1.jpg
    """,
    "numbers & name": """
        a | Lind/12/front.jpg
        b | Lind/13/front.jpg
    """,
    "lists": """
        a | 01 Anna/1.jpg
        b | 02 Berta/1.jpg
        c | 03 Cara/1.jpg
    """,
    "full stop folder": """
        a | Müller, A./1.jpg
        b | Müller, B./1.jpg
    """,
    "LR initials": """
        a | L. Weber/1.jpg
        b | R. Weber/1.jpg
    """,
    "LR initials files": """
        a | L. Weber 1.jpg
        b | R. Weber 1.jpg
    """,
}


def rows(archive: str) -> list[tuple[str, str]]:
    """Who is on each photo, and its path."""
    pairs = (line.strip().split(" | ") for line in archive.strip().splitlines())
    return [(who, path) for who, path in pairs if not passed_over(path)]


def proposed(archive: str) -> list[tuple[str, str | None]]:
    """Who is on each photo, and whose it would be, by what names are compared by."""
    of = rows(archive)
    names = clients_of([path for _, path in of])
    return [(who, name and same_name(name)) for (who, _), name in zip(of, names, strict=True)]


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_each_client_is_proposed_as_one_and_no_two_as_one(archive: str) -> None:
    found = proposed(archive)
    names = {who: {name for of, name in found if of == who} for who, _ in found}
    assert names.pop("?", {None}) == {None}
    assert all(len(some) == 1 and None not in some for some in names.values()), names
    assert len({name for some in names.values() for name in some}) == len(names), names


@pytest.mark.parametrize(
    "archive",
    [
        """
        anna | Sommer 2025/Anna/1.jpg
        berta | Sommer 2025/Berta/1.jpg
        anna2 | Winter 2025/Anna/1.jpg
        """,
        """
        anna | VIP/Anna/1.jpg
        berta | VIP/Berta/1.jpg
        anna2 | Montag/Anna/1.jpg
        cara | Montag/Cara/1.jpg
        """,
        """
        anna | Anna (45)/1.jpg
        anna2 | Anna (62)/1.jpg
        """,
        """
        anna | VIP/1/001/1.jpg
        berta | VIP/1/002/1.jpg
        cara | Neu/1/001/1.jpg
        """,
        """
        mother | Schmidt/12_Schmidt.jpg
        daughter | Schmidt/13_Schmidt.jpg
        """,
        """
        mother | Müller/Anna.jpg
        son | Müller/Bernd.jpg
        cara | Cara Lind/1.jpg
        """,
        """
        twelve | Montagsgruppe/Kundin 12.jpg
        thirteen | Montagsgruppe/Kundin 13.jpg
        cara | Cara Lind/1.jpg
        """,
        """
        twelve | 3. Sitzung 12 Schmidt.jpg
        thirteen | 3. Sitzung 13 Schmidt.jpg
        """,
        """
        twelve | Lind/K-0012.jpg
        other | Lind/1003.jpg
        """,
        """
        mrs | Frau May.jpg
        mr | Hr. May.jpg
        """,
    ],
)
def test_two_who_may_be_one_stay_two(archive: str) -> None:
    found = proposed(archive)
    assert len({name for _, name in found}) == len(found)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["VIP/Anna/1.jpg", "VIP/Berta/1.jpg", "Cara/1.jpg"], ["Anna", "Berta", "Cara"]),
        (["Anna/Arms/1.jpg", "Anna/Legs/1.jpg", "Berta/Arms/1.jpg"], ["Anna / Arms", "Legs", "Berta"]),
        (["Anna/Holiday/1.jpg", "Anna/2.jpg", "Berta/1.jpg"], ["Anna", "Anna", "Berta"]),
        (["Anna/Herbst.jpg", "Anna/Urlaub.jpg", "Berta/1.jpg"], ["Anna / Herbst", "Anna / Urlaub", "Berta"]),
        (["Anna Fall/Fall_3.jpg", "Anna Fall/Anna_2.jpg", "Berta/1.jpg"], ["Anna Fall", "Anna Fall", "Berta"]),
        (
            [f"{name}/{what}.jpg" for name in ("Anna", "Berta", "Cara") for what in ("linke Seite", "mit Licht")],
            ["Anna", "Anna", "Berta", "Berta", "Cara", "Cara"],
        ),
        (
            [
                "Anna/5D3A1B2C-a123-b222-c333-444455556666.jpg",
                "Anna/0D3A1B2C-d123-e222-f333-444455556666.jpg",
                "B/1.jpg",
            ],
            ["Anna", "Anna", None],
        ),
        (["VIP/001/1.jpg", "VIP/002/1.jpg", "Cara/1.jpg"], ["VIP / 001", "VIP / 002", "Cara"]),
        (
            ["Müller Anna/Anna 2026-01-05/1.jpg", "Müller Anna/Müller/1.jpg", "Cara/1.jpg"],
            ["Müller Anna"] * 2 + ["Cara"],
        ),
        (["Klinik Patient 12/1.jpg", "Klinik Patient 13/1.jpg"], ["Klinik Patient 12", "Klinik Patient 13"]),
        (["Anna (2026-01-05)/1.jpg", "Berta [2026-01-05]/1.jpg"], ["Anna", "Berta"]),
        (["Frau Dr. Lind/1.jpg", "Frau/2.jpg", "Hr. Post.jpg"], ["Frau Dr. Lind", None, None]),
        (["3. Sitzung Anna/1.jpg", "Anna, 4. Sitzung/1.jpg", "Berta/1.jpg"], ["Anna", "Anna", "Berta"]),
        (["Müller, Anna (vorher)/1.jpg", "Berta - 2026-01-05/1.jpg"], ["Müller, Anna", "Berta"]),
        (["WhatsApp Chat mit Anna B./1.jpg", "WhatsApp Chat - Berta/1.jpg"], ["Anna B.", "Berta"]),
        (["Lind/12/front.jpg", "Lind/13/front.jpg"], ["Lind / 12", "Lind / 13"]),
        (["Praxis Lind/Nr. 1/a.jpg", "Praxis Lind/#2/a.jpg"], ["1", "2"]),
        (["Praxis Lind/Anna.jpg", "Praxis Lind/IMG_1.jpg"], ["Anna", None]),
        (
            ["Anna Schmidt 01.02.1980/1.jpg", "Anna Schmidt 05.01.2026/1.jpg"],
            ["Anna Schmidt 01.02.1980", "Anna Schmidt"],
        ),
    ],
)
def test_names_are_proposed_as_they_are_written(paths: list[str], names: list[str | None]) -> None:
    assert clients_of(paths) == names
