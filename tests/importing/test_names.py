"""Whose photo a path says it is, and when it was taken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.clinic.names import same_name
from skinmetrics.importing.names import clients_of, date_of, passed_over


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Anna Berger/2026-01-05/IMG_1234.jpg", "Anna Berger"),
        ("clients/Müller, Jörg/before/DSC0001.JPG", "Müller, Jörg"),
        ("2026/2026-01-05 Anna Berger/1.jpg", "Anna Berger"),
        ("Client 12/a.jpg", "Client 12"),
        ("K-0017/2026-01-05.jpg", "K-0017"),
        ("Rosa M/left.jpg", "Rosa M"),
        ("anna_2026-01-05_080600.jpg", "anna"),
        ("20260105_anna berger (2).jpg", "anna berger"),
        ("K0017_2.jpg", "K0017"),
        ("IMG_20260105_101112.jpg", None),
        ("DCIM/100APPLE/IMG_0001.HEIC", None),
        ("2026/01/WhatsApp Image 2026-01-05 at 10.15.00.jpeg", None),
        ("Week 3/PXL_20260105_101112345.jpg", None),
        ("b9f3e1aa-77c2-4c1e-9d1c-1234567890ab.jpg", None),
    ],
)
def test_one_paths_client_is_in_a_folder_that_is_a_name_else_in_the_files_name(path: str, name: str | None) -> None:
    assert clients_of([path]) == [name]


@pytest.mark.parametrize(
    "above",
    ["", "arch/", "My Pictures/", "sample_images/", "2026-01-05/", "Praxis Lind/", "clients/", "Praxis Lind/Old/"],
)
def test_clients_are_told_apart_whatever_folder_all_of_them_lie_in(above: str) -> None:
    paths = ["Klara Probe/2026-01-05/IMG_1.jpg", "Klara Probe/x.jpg", "Other Person/x.jpg", "IMG_7.jpg"]
    assert clients_of([above + path for path in paths]) == ["Klara Probe", "Klara Probe", "Other Person", None]
    files = ["klara_2026-01-05.jpg", "other 2.jpg", "klara left.jpg"]
    assert clients_of([above + file for file in files]) == ["klara", "other", "klara"]


def test_initials_and_names_with_an_apostrophe_tell_clients_apart() -> None:
    pairs = (
        ("Anna_M_", "Anna_S_"),
        ("A. Schmidt ", "B. Schmidt "),
        ("Mary_O'Brien_", "Mary_O\N{RIGHT SINGLE QUOTATION MARK}Neill_"),
    )
    for pair in pairs:
        for above in ("", "Praxis Weber/"):
            found = clients_of([f"{above}{name}{day}.jpg" for name in pair for day in ("2026-01-05", "2026-02-05")])
            assert None not in found
            assert len(set(found)) == 2
    assert clients_of(["Anna L.jpg", "Anna R.jpg", "Anna 1.jpg", "Anna a.jpg"]) == ["Anna"] * 4


@pytest.mark.parametrize("above", ["", "My Pictures/", "Praxis Lind/2026/", "photos/"])
def test_a_folder_that_holds_one_client_alone_is_the_clients(above: str) -> None:
    paths = ["Klara Probe/2026-01-05/IMG_1.jpg", "Klara Probe/2026-02-05/smile.jpg", "Klara Probe/before/a.jpg"]
    assert clients_of([above + path for path in paths]) == ["Klara Probe"] * 3
    assert clients_of([]) == []


def test_numbered_clients_are_never_taken_for_one() -> None:
    assert len(set(clients_of([f"Client {number}/front.jpg" for number in range(1, 30)]))) == 29


@pytest.mark.parametrize("above", ["", "Praxis Lind/", "Praxis Lind/2026-01-05/"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12_Schmidt", "13_Schmidt"),
        ("12 Jan Mueller", "13 Jan Mueller"),
        ("12_2026-01-05_Schmidt", "13_2026-01-05_Schmidt"),
        ("2026-01-05_12_Schmidt", "2026-01-05_13_Schmidt"),
        ("Client 12 Schmidt", "Client 13 Schmidt"),
        ("Kundin 12", "Kundin 13"),
        ("Nr. 12 Schmidt", "Nr. 13 Schmidt"),
        ("12Schmidt", "13Schmidt"),
        ("Jan Mueller", "June Mueller"),
        ("Mueller, Jan", "Mueller, June"),
        ("Theresa May", "Theresa March"),
        ("May B", "May C"),
        ("April", "May"),
        ("May", "August"),
    ],
)
def test_clients_are_apart_whom_a_number_before_the_name_or_a_month_tells_apart(
    one: str, other: str, above: str
) -> None:
    for form in ("{}/front.jpg", "{}/IMG_{}.jpg", "{}_{}.jpg", "{} {} left.jpg"):
        found = clients_of([above + form.format(name, shot) for name in (one, other) for shot in (1, 2)])
        assert None not in found, form
        assert found[0] == found[1], form
        assert found[2] == found[3], form
        assert found[0] != found[2], form


@pytest.mark.parametrize("above", ["", "Praxis Lind/"])
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Patientin 12", "Patientin 13"),
        ("Klient 12", "Klient 13"),
        ("Klientin 12", "Klientin 13"),
        ("cliente 12", "cliente 13"),
        ("clienta 12", "clienta 13"),
        ("caso 12", "caso 13"),
        ("Kundennummer 12", "Kundennummer 13"),
        ("Kundennummer12", "Kundennummer13"),
        ("Pat 12 vorher", "Pat 13 vorher"),
        ("Patient Nr 12", "Patient Nr 13"),
        ("Kunden-Nr. 12 a", "Kunden-Nr. 13 a"),
        ("Cliente n.º 12", "Cliente n.º 13"),
        ("paciente número 12", "paciente número 13"),
        ("Client ID 12", "Client ID 13"),
        ("paciente_12_antes", "paciente_13_antes"),
        ("ID 12 a", "ID 13 a"),
        ("vorher Kundin 12", "vorher Kundin 13"),
        ("vorher 12 Schmidt", "vorher 13 Schmidt"),
        ("12 vorher Schmidt", "13 vorher Schmidt"),
        ("Schmidt Kundin 12", "Schmidt Kundin 13"),
        ("P12", "P13"),
        ("Kd-Nr. 12", "Kd-Nr. 13"),
        ("Patientennr. 12", "Patientennr. 13"),
        ("Akte 12", "Akte 13"),
        ("Frau 12", "Frau 13"),
        ("Persona 12", "Persona 13"),
        ("Historia n.º 12", "Historia n.º 13"),
        ("260105 12 Schmidt", "260105 13 Schmidt"),
        ("Client A 1", "Client B 1"),
        ("K-0017", "K-0018"),
        ("AB-0017", "AB-0018"),
        ("12 May Lin", "13 June Lin"),
        ("A.S.", "B.S."),
        ("L. Weber", "R. Weber"),
        ("Anna 01.02.1980", "Anna 03.04.1975"),
        ("2026-01-05_2471_Schmidt", "2026-01-05_2472_Schmidt"),
        ("12 Patientin Schmidt", "13 Patientin Schmidt"),
        ("112 April Clara", "113 April Clara"),
        ("Patient 12 Week 4", "Patient 13 Week 4"),
        ("Kundin Nr. 12, Termin 3, Foto 1", "Kundin Nr. 13, Termin 3, Foto 1"),
        ("Paciente 7 sesión 2", "Paciente 8 sesión 2"),
        ("S-01 Visit 2", "S-02 Visit 2"),
        ("Anna 01.02.80", "Anna 03.04.75"),
    ],
)
def test_clients_are_apart_whom_their_number_alone_tells_apart(one: str, other: str, above: str) -> None:
    for form in ("{}.jpg", "{}/front.jpg", "{} left.jpg", "{}_nachher.jpg", "{} izquierda.jpg"):
        first, second = clients_of([above + form.format(name) for name in (one, other)])
        assert first, form
        assert second, form
        assert same_name(first) != same_name(second), form
        apart = set(same_name(one).split()) - set(same_name(other).split())
        assert apart & set(same_name(first).split()), form


@pytest.mark.parametrize(
    ("one", "other", "name"),
    [
        ("260105_Anna", "260112_Anna", "Anna"),
        ("260105_101200_Anna", "260112_101300_Anna", "Anna"),
        ("3. Sitzung Anna", "4. Sitzung Anna", "Anna"),
        ("Sitzung 3 Anna", "Sitzung 4 Anna", "Anna"),
        ("3_Woche_Anna", "4_Woche_Anna", "Anna"),
        ("3 semana Ana", "4 semana Ana", "Ana"),
        ("Semana 3 Ana", "Semana 4 Ana", "Ana"),
        ("3. sesión Ana", "4. sesión Ana", "Ana"),
        ("Ana antes", "Ana después", "Ana"),
        ("Ana_despues", "Ana_izquierda", "Ana"),
        ("Ana derecha", "Ana frente", "Ana"),
        ("Anna vorne", "Anna links", "Anna"),
        ("5 Mai 2026 Anna", "12 Mai 2026 Anna", "Anna"),
        ("5. März 2026 Anna", "12. Dez 2026 Anna", "Anna"),
        ("5 Januar Anna", "12 Okt Anna", "Anna"),
        ("5 mayo 2026 Ana", "12 mayo 2026 Ana", "Ana"),
        ("5 de julio de 2026 Ana", "12 de enero de 2026 Ana", "Ana"),
        ("12 April Clara", "19 April Clara", "April Clara"),
        ("12 Mai Clara", "19 Mai Clara", "Mai Clara"),
        ("Clara 12 April", "Clara 19 Mai", "Clara"),
        ("2026 Anna", "2025 Anna", "Anna"),
        ("Anna day 1", "Anna day 14", "Anna"),
        ("Anna vor Behandlung", "Anna nach 3 Monaten", "Anna"),
        ("Ana antes del tratamiento", "Ana 1 mes después", "Ana"),
        ("Anna T0", "Anna T1", "Anna"),
        ("Anna 1st session", "Anna last session", "Anna"),
        ("Anna Botox", "Anna Peeling", "Anna"),
        ("Anna Fall 2025", "Anna Fall 2025 2", "Anna Fall"),
        ("Client 12 Week 4", "Client 12 Week 8", "Client 12"),
        ("Anna 3. Monat Foto 2", "Anna Woche 4 Foto 3", "Anna"),
        ("Anna 2026-03-01 10.12.59", "Anna 2026-03-01 10.13.58", "Anna"),
    ],
)
def test_numbers_of_days_sessions_and_photos_make_one_client_not_several(one: str, other: str, name: str) -> None:
    assert clients_of([f"{one}.jpg", f"{other}.jpg"]) == [name] * 2
    assert clients_of([f"Berta/{one}.jpg", f"Cara/{other}.jpg"]) == ["Berta", "Cara"]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["1_Anna", "2_Anna", "3_Anna"], ["Anna"] * 3),
        (["01_Anna_Berger", "02_Anna_Berger", "03_Anna_Berger"], ["Anna Berger"] * 3),
        (["0-vorher-Anna", "1-vorher-Anna", "2-nachher-Anna"], ["Anna"] * 3),
        (["1_Anna", "2_Anna", "1_Cara"], ["Anna", "Anna", "Cara"]),
        (["1_Schmidt", "2_Schmidt"], ["1 Schmidt", "2 Schmidt"]),
        (["1_Schmidt", "2_Schmidt", "3_Weber"], ["1 Schmidt", "2 Schmidt", "3 Weber"]),
        (["Nr. 1 Schmidt", "Nr. 2 Schmidt"], ["Nr 1 Schmidt", "Nr 2 Schmidt"]),
        (["1_Schmidt", "3_Schmidt"], ["1 Schmidt", "3 Schmidt"]),
        (["1_Anna", "2_Anna", "3_Anna", "Berta/7_smile_x"], ["Anna", "Anna", "Anna", "Berta"]),
    ],
)
def test_numbers_before_names_count_photos_only_where_they_run_on_from_one_and_are_no_two_clients(
    files: list[str], names: list[str]
) -> None:
    for above in ("", "Photos 2025/", "Praxis Lind/"):
        assert clients_of([f"{above}{file}.jpg" for file in files]) == names


def test_numbers_before_a_name_count_photos_in_a_folder_of_that_name() -> None:
    assert clients_of(["Anna/1_Anna.jpg", "Anna/2_Anna.jpg"]) == ["Anna"] * 2
    assert clients_of(["Anna Berger/1_anna.jpg", "Anna Berger/2_anna.jpg"]) == ["Anna Berger"] * 2
    assert clients_of(["Schmidt/12_Schmidt.jpg", "Schmidt/13_Schmidt.jpg"]) == ["12 Schmidt", "13 Schmidt"]


@pytest.mark.parametrize(
    "files",
    [
        ["1.jpg", "2.jpg"],
        ["IMG_0012.jpg", "IMG_0013.jpg"],
        ["12 front.jpg", "13 front.jpg"],
        ["P1010012.jpg", "P1010013.jpg"],
        ["Nr. 12.jpg", "Nr. 13.jpg"],
        ["L 12.jpg", "R 12.jpg"],
        ["No 12.jpg", "n.º 13.jpg"],
        ["3. Sitzung.jpg", "4. Sitzung.jpg"],
        ["antes 1.jpg", "después 2.jpg"],
        ["May/1.jpg", "June/1.jpg"],
        ["Mai/1.jpg", "Juni/1.jpg"],
        ["mayo/1.jpg", "julio/1.jpg"],
        ["2026/May/1.jpg", "2025/May/1.jpg", "2025/August/1.jpg"],
    ],
)
def test_counters_and_months_below_one_name_are_that_persons(files: list[str]) -> None:
    assert clients_of([f"Anna/{file}" for file in files]) == ["Anna"] * len(files)
    assert clients_of([f"clients/Anna/{file}" for file in files]) == ["Anna"] * len(files)


@pytest.mark.parametrize(
    "file",
    [
        "Anna 2026-03-01.jpg",
        "2026-03-01 Anna.jpg",
        "2026-03-01_1012_Anna.jpg",
        "2026-03-01 10.12.00 Anna.jpg",
        "20260301_101200_Anna.jpg",
        "2026-03 Anna.jpg",
        "01.03.2026 Anna.jpg",
        "Anna_1.jpg",
        "Anna_2.jpg",
        "IMG_1234_Anna.jpg",
        "Week 3 Anna.jpg",
        "12 March 2026 Anna.jpg",
        "12th March 2026 Anna.jpg",
        "March 12 2026 Anna.jpg",
        "2026 March 12 Anna.jpg",
        "12 May 26 Anna.jpg",
        "12 Feb Anna.jpg",
        "Anna Mar 2026.jpg",
        "Anna 12 May.jpg",
        "Anna 12 May left.jpg",
        "Anna Oct.jpg",
    ],
)
def test_dates_in_words_times_and_counters_are_no_part_of_a_name(file: str) -> None:
    assert clients_of([file]) == ["Anna"]


@pytest.mark.parametrize(
    "paths",
    [
        ["Jan/IMG_1.jpg", "Feb/IMG_1.jpg", "May/IMG_1.jpg"],
        ["May_1.jpg", "June_1.jpg", "Oct_1.jpg"],
        ["2026/May/IMG_1.jpg", "2026/June/IMG_1.jpg"],
        ["May 2026/IMG_1.jpg", "June 2026/IMG_1.jpg"],
        ["12 May.jpg", "3 June.jpg"],
    ],
)
def test_months_of_a_calendar_are_nobody(paths: list[str]) -> None:
    assert clients_of(paths) == [None] * len(paths)
    assert clients_of([f"Anna Berger/{path}" for path in paths]) == ["Anna Berger"] * len(paths)


def test_a_month_in_which_everything_lies_is_a_name_unless_it_is_of_a_calendar() -> None:
    assert clients_of(["Julio/IMG_1.jpg", "Julio/IMG_2.jpg"]) == ["Julio"] * 2
    assert clients_of(["Julio/fotos/1.jpg", "Julio/fotos/2.jpg"]) == ["Julio"] * 2
    for folder in ("2026/May", "May 2026", "Jan/Feb", "Feb/April"):
        assert clients_of([f"{folder}/IMG_1.jpg", f"{folder}/IMG_2.jpg"]) == [None] * 2


def test_months_below_a_practice_may_be_clients() -> None:
    for above in ("Praxis Lind", "Lind Clinic", "Clínica Sol"):
        assert clients_of([f"{above}/April/1.jpg", f"{above}/May/1.jpg"]) == ["April", "May"]


def test_a_folder_of_a_month_does_not_make_those_one_whom_its_files_name() -> None:
    assert clients_of(["May/anna.jpg", "May/cara.jpg", "June/cara.jpg"]) == ["anna", "cara", "cara"]


@pytest.mark.parametrize(
    ("path", "stated"),
    [
        ("Anna/IMG_20260105_101112.jpg", "2026-01-05T10:11:12"),
        ("Anna/2026-01-05/IMG_1.jpg", "2026-01-05"),
        ("2026-02-01/Anna 2026-01-05/x.jpg", "2026-01-05"),
        ("Anna/2026-01-05_1200/x_2026-01-06.jpg", "2026-01-06"),
        ("Anna/x.jpg", None),
        ("Anna/2026-01-05/IMG-20260315-WA0001.jpg", "2026-01-05"),
        ("Anna/IMG-20260315-WA0001.jpg", "2026-03-15"),
        ("Anna/5. März 2026/IMG_1.jpg", "2026-03-05"),
        ("Anna/March 5th, 2026/IMG_1.jpg", "2026-03-05"),
        ("Anna/2026 März 5/IMG_1.jpg", "2026-03-05"),
        ("Ana 5 de julio de 2026 antes.jpg", "2026-07-05"),
        ("Anna/5. März 2026/IMG-20260315-WA0001.jpg", "2026-03-05"),
        ("Anna/31 Feb 2026/x.jpg", None),
        ("Anna/May 2026/x.jpg", None),
        ("Anna/05.01.2026/x.jpg", None),
        ("Anna 1992-02-01/x.jpg", None),
        ("Anna 1. Mai 1992/x.jpg", None),
    ],
)
def test_the_date_is_in_the_files_name_else_in_the_innermost_dated_folder(path: str, stated: str | None) -> None:
    found = date_of(path)
    assert (found.isoformat() if found else None) == stated


def test_names_are_the_same_whatever_case_accents_and_marks() -> None:
    assert same_name("MULLER  jorg") == same_name("Müller, Jörg")
    assert same_name("Anna B") != same_name("Anna C")


def test_what_systems_put_beside_photos_is_passed_over() -> None:
    synology = ("Anna/@eaDir/IMG_1.jpg/SYNOPHOTO_THUMB_XL.jpg", "#recycle/Anna/a.jpg", "$RECYCLE.BIN/a.jpg", "A/Icon\r")
    for path in ("__MACOSX/Anna/._a.jpg", "Anna/.DS_Store", "Anna/Thumbs.db", "Anna/a.json", ".trash/a.jpg", *synology):
        assert passed_over(path)
    for path in ("Anna/a.jpg", "Anna/movie.mov", "Anna/letter.pdf"):
        assert not passed_over(path)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_path_gives_a_name_or_none_and_never_fails(paths: list[str]) -> None:
    names = clients_of(paths)
    assert len(names) == len(paths)
    assert all(name is None or same_name(name) for name in names)
    for path in paths:
        date_of(path)
        passed_over(path)
