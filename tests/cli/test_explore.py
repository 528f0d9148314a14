import importlib.util,sys,shutil
from pathlib import Path
def load():
    s=importlib.util.spec_from_file_location("ec",Path(__file__).with_name("explore_cases.py")); m=importlib.util.module_from_spec(s); s.loader.exec_module(m); return m
def test_all(make_desk, capsys):
    m=load(); out=[]
    for i,(name,k) in enumerate(m.C):
        desk=make_desk(str(i))
        if "project" in k: desk.change(*k["project"])
        if "department" in k: desk.change(*k["department"], desk.root/"sources/a/2024/department.yaml")
        for p,t in k.get("files",{}).items():
            if isinstance(t,Path): t=desk.first.read_bytes()
            desk.write(p,t)
        import time; t0=time.perf_counter()
        try: r=desk.run("build")
        except BaseException as e:
            import traceback
            out.append(f"##### {name} RAISED {e!r}\n"+traceback.format_exc()); continue
        Path("/tmp/w/cli/last.txt").open("a").write(f"{name} {time.perf_counter()-t0:.2f}\n")
        out.append(f"##### {name} -> {r.code} {time.perf_counter()-t0:.2f}\n{r.out}{r.err}")
    Path("/tmp/w/cli/out.txt").write_text("\n".join(out))
