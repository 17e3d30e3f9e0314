/// What a browser loads beside a page: style, script and a mark, all of them our own.
enum BoardFiles {
  static let style = """
    :root{color-scheme:light dark;--ink:#1b2430;--dim:#5b6675;--line:#d5dbe3;--paper:#fff;--field:#f4f6f9;--bar:#2f6fb3;--link:#1d5fa8;--good:#1d7a46;--watch:#8a6100;--bad:#b3261e}
    @media(prefers-color-scheme:dark){:root{--ink:#e8ecf2;--dim:#9aa6b5;--line:#39424e;--paper:#14181e;--field:#1d232b;--bar:#7fb2e5;--link:#8fc1f2;--good:#6fcf97;--watch:#e5b95c;--bad:#f28b82}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    header,main,footer{max-width:76rem;margin:0 auto;padding:0 1.25rem}
    header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;justify-content:space-between;padding-top:1rem;padding-bottom:.75rem;border-bottom:1px solid var(--line)}
    .brand{margin:0;font-size:1.05rem}.badge{margin-left:.6rem;padding:.05rem .5rem;border:1px solid var(--line);border-radius:1rem;font-size:.8rem;color:var(--dim)}
    .badge.prod{border-color:var(--bad);color:var(--bad);font-weight:600}
    nav{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;align-items:baseline}nav a{padding:.35rem 0}
    nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none;border-bottom:2px solid var(--bar)}
    a{color:var(--link)}a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,summary:focus-visible{outline:2px solid var(--bar);outline-offset:2px}
    .skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .75rem;z-index:1}
    h1{font-size:1.6rem;line-height:1.2;margin:1.5rem 0 .25rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}h3{font-size:.9rem;color:var(--dim);font-weight:600;margin:1.25rem 0 .25rem}
    .sub{color:var(--dim);margin:.25rem 0 1rem}
    .wide{overflow-x:auto}
    table{width:100%;border-collapse:collapse;font-variant-numeric:tabular-nums}caption{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
    th,td{text-align:left;padding:.45rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
    thead th{font-size:.8rem;color:var(--dim);font-weight:600;white-space:nowrap}
    tbody th{font-weight:600}.n{text-align:right}td.n{white-space:nowrap}tbody tr:hover{background:var(--field)}
    th:first-child,td:first-child{padding-left:0}
    .good span{color:var(--good)}.watch span{color:var(--watch);font-weight:600}.bad span{color:var(--bad);font-weight:600}
    .good span::before{content:"● "}.watch span::before{content:"△ "}.bad span::before{content:"▲ "}
    .idle span::before{content:"○ "}
    .tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:.75rem;margin:1rem 0}
    .tiles div{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem}
    .tiles b{display:block;font-size:1.25rem;font-variant-numeric:tabular-nums;white-space:nowrap}.tiles span{color:var(--dim);font-size:.85rem}
    .tiles .bad b{color:var(--bad)}.tiles .watch b{color:var(--watch)}
    form.ask{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin:1rem 0}form.ask label{display:flex;flex-direction:column;gap:.2rem;font-size:.85rem;color:var(--dim)}
    input,select,button{font:inherit;color:var(--ink);background:var(--paper);border:1px solid var(--line);border-radius:6px;padding:.4rem .6rem;max-width:100%}
    form.ask label.tick{flex-direction:row;align-items:center;gap:.4rem;padding:.45rem 0}
    button{background:var(--field);cursor:pointer}nav form{display:inline}nav button{padding:.2rem .6rem;font-size:.9rem}
    .note{border-left:3px solid var(--bar);background:var(--field);padding:.6rem .9rem;margin:1rem 0}.note.bad{border-color:var(--bad)}.note.good{border-color:var(--good)}
    .note p{margin:.2rem 0}.note h2{margin:.2rem 0}.note h2::first-letter{text-transform:uppercase}
    dl{display:grid;grid-template-columns:minmax(8rem,max-content) 1fr;gap:.25rem 1.25rem;margin:.5rem 0}dt{color:var(--dim)}dd{margin:0;overflow-wrap:anywhere}
    ol.line{list-style:none;margin:.5rem 0;padding:0 0 0 1rem;border-left:2px solid var(--line)}ol.line li{margin:.5rem 0;padding-left:.75rem}
    ol.line time{color:var(--dim);font-variant-numeric:tabular-nums;margin-right:.75rem}
    pre{background:var(--field);padding:.75rem 1rem;border-radius:6px;overflow-x:auto;white-space:pre-wrap;font:13px/1.5 ui-monospace,monospace}
    .terms p{margin:.2rem 0;max-width:46rem}
    svg{display:block;width:100%;max-width:46rem;height:auto}.bar{fill:var(--bar)}.axis{stroke:var(--line)}
    .tick,.name{fill:var(--dim);font:12px system-ui,sans-serif}.name{fill:var(--ink)}
    footer{margin-top:3rem;padding-top:.75rem;padding-bottom:1.5rem;color:var(--dim);font-size:.85rem;border-top:1px solid var(--line)}footer p{margin:.2rem 0}
    @media(max-width:46rem){
     .wide{overflow:visible}thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
     table,tbody,tr{display:block}tr{border:1px solid var(--line);border-radius:6px;margin:.6rem 0;padding:.35rem .75rem}
     tbody th,tbody td{display:flex;gap:1rem;justify-content:space-between;border:0;padding:.2rem 0;text-align:right}
     tbody th{font-size:1.05rem}tbody td::before{content:attr(data-label);color:var(--dim);text-align:left;font-size:.85rem}
     td.n{white-space:normal}dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:.5rem}form.ask label{flex:1 1 100%}form.ask label.tick{flex:1 1 auto}
    }
    @media print{header nav,form,#live{display:none}}
    @media(prefers-reduced-motion:no-preference){.fresh{animation:fresh 1.2s}@keyframes fresh{from{background:var(--field)}}}
    """

  /// Follows what changes: fetches the page again and puts in what is new, and says so to screen readers only once.
  static let script = """
    "use strict";
    (() => {
      const main = document.querySelector("main[data-live]"), live = document.getElementById("live");
      if (!main || !window.EventSource) return;
      let waiting = false, again = false;
      const busy = () => main.contains(document.activeElement) && /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
      async function refresh() {
        if (waiting) { again = true; return; }
        if (document.hidden || busy()) return;
        waiting = true;
        try {
          const answer = await fetch(location.href, {headers: {"Accept": "text/html"}});
          if (answer.redirected) { location.reload(); return; }
          const page = new DOMParser().parseFromString(await answer.text(), "text/html");
          const fresh = page.querySelector("main");
          if (answer.ok && fresh && fresh.innerHTML !== main.innerHTML) {
            const open = [...main.querySelectorAll("details")].map(each => each.open);
            const focus = document.activeElement && document.activeElement.getAttribute("href");
            main.innerHTML = fresh.innerHTML;
            [...main.querySelectorAll("details")].forEach((each, place) => { if (open[place]) each.open = true; });
            if (focus) { const link = main.querySelector(`a[href="${CSS.escape(focus)}"]`); if (link) link.focus(); }
          }
        } catch { live.textContent = "Not reachable; trying again."; }
        waiting = false;
        if (again) { again = false; setTimeout(refresh, 1000); }
      }
      const source = new EventSource("/board/live");
      source.addEventListener("open", () => { live.textContent = "Live."; refresh(); });
      source.addEventListener("error", () => { live.textContent = "Not live; trying again."; });
      source.addEventListener("change", refresh);
      document.addEventListener("visibilitychange", refresh);
    })();
    """

  static let icon = """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#2f6fb3"/>\
    <path d="M7 12h14l-4-4M25 20H11l4 4" fill="none" stroke="#fff" stroke-width="3" stroke-linecap="round" \
    stroke-linejoin="round"/></svg>
    """
}
