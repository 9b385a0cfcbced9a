"""The pages that `rules doc` makes, in a real Chromium without a network."""

import os
import pathlib
import re
import subprocess

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MESHPLAY = os.environ.get("MESHPLAY", str(ROOT / "build" / "dev" / "meshplay"))

RULES = '''package team

/// A Service that selects nothing serves nobody.
///
/// With **bold**, `code`, a [link](https://example.org/a?b=1&c=2), <script>alert(1)</script> and
/// [a bad one](javascript:alert(1)).
warn empty on service: Service {
  param label: text = "<app>"
  docs "https://example.org/empty"
  category networking
  where service.spec.selector is absent and not is_open(service) and label != ""
  some w: Workload where not routes(service, w)
  message "service `{service.name}` selects nothing"
}

/// It can be reached from outside.
define is_open(service: Service) {
  where service.spec.type in ["NodePort", "LoadBalancer"]
}

test "a selector is missing" {
  given yaml """
    apiVersion: v1
    kind: Service
    metadata: {name: bare, annotations: {note: "a < b & c"}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: a}}
    """
  expect empty on Service/bare
}

test "a selector is there" {
  given yaml "{apiVersion: v1, kind: Service, metadata: {name: full}, spec: {selector: {app: web}}}"
  expect no empty on Service/full
}
'''


def doc(*words, folder=None):
    return subprocess.run([MESHPLAY, "rules", "doc", *map(str, words)], capture_output=True, text=True, check=False,
                          cwd=folder)


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--window-size=1000,900",
                 "--host-resolver-rules=MAP * ~NOTFOUND"):
        options.add_argument(word)
    options.binary_location = "/usr/bin/chromium"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    yield driver
    driver.quit()


@pytest.fixture
def site(tmp_path):
    (tmp_path / "team.mesh").write_text(RULES)
    made = doc("team.mesh", "--format", "html", "--out", "site", "--title", "Team & rules", "--with-builtin",
               folder=tmp_path)
    assert made.returncode == 0, made.stderr
    return tmp_path / "site"


def background(browser):
    return browser.execute_script("return getComputedStyle(document.body).backgroundColor")


def shown(browser):
    return [item.find_element(By.TAG_NAME, "code").text
            for item in browser.find_elements(By.CSS_SELECTOR, ".rules li") if item.is_displayed()]


def test_the_search_finds_and_leads_to_a_rule(browser, site):
    browser.get((site / "index.html").as_uri())
    assert browser.find_element(By.TAG_NAME, "h1").text == "Team & rules"
    everything = len(shown(browser))
    assert everything > 100
    box = browser.find_element(By.ID, "find")
    box.send_keys("serves nobody")
    assert shown(browser) == ["team.empty"]
    box.clear()
    box.send_keys("TEAM")
    assert "team.is_open" in shown(browser)
    browser.find_element(By.CSS_SELECTOR, "#kind option:nth-child(3)").click()
    assert "team.is_open" in shown(browser)
    assert "team.empty" not in shown(browser)
    browser.get((site / "index.html").as_uri() + "#serves%20nobody")
    browser.refresh()
    assert shown(browser) == ["team.empty"]
    browser.find_element(By.LINK_TEXT, "team.empty").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "team.empty"


def test_a_page_says_why_what_to_avoid_and_what_to_prefer(browser, site):
    browser.get((site / "rules" / "team.empty.html").as_uri())
    titles = [title.text for title in browser.find_elements(By.TAG_NAME, "h2")]
    assert titles == ["Why", "Avoid", "Prefer", "Params", "Uses", "Source"]
    text = browser.find_element(By.TAG_NAME, "main").text
    assert "serves nobody" in text
    assert 'metadata: {name: bare, annotations: {note: "a < b & c"}}' in text
    assert 'label: text = "<app>"' in text
    assert "name: full" in text
    links = [link.get_attribute("href") for link in browser.find_elements(By.TAG_NAME, "a")]
    assert "https://example.org/a?b=1&c=2" in links
    assert "https://example.org/empty" in links
    assert not [link for link in links if link and link.startswith("javascript")]
    assert browser.execute_script("return document.querySelectorAll('main script').length") == 0
    browser.find_element(By.LINK_TEXT, "kubernetes.routes").click()
    assert browser.find_element(By.TAG_NAME, "h1").text == "kubernetes.routes"
    assert "team.empty" in [item.text for item in browser.find_elements(By.CSS_SELECTOR, "main li")]
    browser.find_element(By.LINK_TEXT, "Team & rules").click()
    assert len(shown(browser)) > 100


def test_it_is_light_or_dark_as_the_reader_wants(browser, site):
    page = (site / "rules" / "team.empty.html").as_uri()
    colors = {}
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia",
                                {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
        browser.get(page)
        colors[scheme] = background(browser)
    assert colors["light"] != colors["dark"]
    browser.find_element(By.ID, "theme").click()
    assert background(browser) == colors["light"]
    browser.get((site / "index.html").as_uri())
    assert background(browser) == colors["light"], "what was chosen is kept"
    browser.find_element(By.ID, "theme").click()
    assert background(browser) == colors["dark"]


def test_every_link_leads_somewhere_and_nothing_comes_from_elsewhere(browser, site):
    for page in site.rglob("*.html"):
        html = page.read_text()
        assert not re.findall(r'(?:src|<link[^>]*href)="(?:https?:)?//', html)
        for link in re.findall(r'href="([^"#]+)"', html):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page}: {link}"
    browser.get_log("browser")
    browser.get((site / "index.html").as_uri())
    browser.find_element(By.ID, "find").send_keys("x")
    assert [row for row in browser.get_log("browser") if row["level"] == "SEVERE"] == []


def test_rules_that_are_gone_lose_their_pages_and_other_files_are_safe(site, tmp_path):
    assert (site / "rules" / "team.is_open.html").exists()
    (site / "mine.txt").write_text("mine")
    (tmp_path / "team.mesh").write_text(RULES.replace("is_open", "is_reachable"))
    again = doc("team.mesh", "--format", "html", "--out", "site", folder=tmp_path)
    assert again.returncode == 0, again.stderr
    assert not (site / "rules" / "team.is_open.html").exists()
    assert (site / "rules" / "team.is_reachable.html").exists()
    assert (site / "mine.txt").read_text() == "mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "notes.txt").write_text("notes")
    refused = doc("team.mesh", "--format", "html", "--out", "other", folder=tmp_path)
    assert refused.returncode == 2
    assert "something else" in refused.stderr
    assert [path.name for path in (tmp_path / "other").iterdir()] == ["notes.txt"]


def test_markdown_has_the_same_parts(tmp_path):
    (tmp_path / "team.mesh").write_text(RULES)
    text = doc("team.mesh", folder=tmp_path).stdout
    for part in ("# Rules", "| `team.empty` | warn | A Service that selects nothing serves nobody. |", "### Avoid",
                 "### Prefer", "### Params", "### Uses\n\n`kubernetes.routes`, `team.is_open`", "```yaml\napiVersion: v1"):
        assert part in text
    assert doc("team.mesh", "--out", "pages", folder=tmp_path).returncode == 0
    assert "(rules/team.empty.md)" in (tmp_path / "pages" / "README.md").read_text()
    assert (tmp_path / "pages" / "rules" / "team.is_open.md").exists()


def test_bad_input_is_told(tmp_path):
    assert "--out" in doc("--format", "html", folder=tmp_path).stderr
    (tmp_path / "bad.mesh").write_text("deny {")
    assert doc("bad.mesh", folder=tmp_path).returncode == 2
    (tmp_path / "empty.mesh").write_text("package a\n")
    empty = doc("empty.mesh", folder=tmp_path)
    assert empty.returncode == 2
    assert "no rule" in empty.stderr
    (tmp_path / "good.mesh").write_text(RULES)
    (tmp_path / "file").write_text("")
    assert doc("good.mesh", "--out", "file/below", folder=tmp_path).returncode == 2
