"""Words too common to search for, by language, as they are written (with accents) and as they are often typed."""

_ENGLISH = """
a about above after again against all also am an and any are as at be because been before being below between both
but by can cannot could did do does doing don down during each eg etc few for from further had has have having he her
here hers him his how i ie if in into is it its just me more most my no nor not now of off on once only or other our
ours out over own per same shall she should so some such than that the their theirs them then there these they this
those through to too under until up upon us very was we were what when where which while who whom why will with
within would you your yours
"""
_SPANISH = """
a al algo algunas alguno algunos ante antes aquel aquella aquellas aquellos aquí así aun aún aunque cada como con
contra cual cuales cuando cuya cuyas cuyo cuyos cómo cuál cuándo de del desde donde dónde durante e el él ella ellas
ello ellos en entre era eran es esa esas ese eso esos esta está estaba estaban estamos están estar estas este esto
estos fue fueron ha había habían han has hasta hay he hemos la las le les lo los luego más me mi mis mientras muy ni
no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero por porque pues que qué quien
quienes se sea sean según ser si sí sido sin sino sobre son su sus suya suyo también tan tanto te tiene tienen toda
todas todo todos tras tu tus u un una unas uno unos vosotros y ya yo
"""
_FRENCH = """
à afin ai ainsi alors après au aucun aucune aussi autre autres aux avaient avais avait avant avec avez avons avoir
c ce ceci cela celle celles celui ces cet cette ceux chaque chez ci comme d dans de depuis des donc dont du elle
elles en encore entre es est et étaient était étant être eu eux furent fut ici il ils j je jusque l la là le les
leur leurs lors lorsque lui m ma mais me même mêmes mes moi moins mon n ne ni nos notre nous on ont ou où par parce
pas pendant peu peut peuvent plus pour pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se
selon sera seront ses si sinon soit son sont sous sur t ta te tes toi ton tous tout toute toutes très tu un une vers
vos votre vous y
"""
_PORTUGUESE = """
a à ainda algum alguma algumas alguns ao aos após aquela aquelas aquele aqueles aquilo as às assim até cada com como
contra da das de dela delas dele deles depois desde dessa dessas desse desses desta destas deste destes do dos
durante e é ela elas ele eles em enquanto entre era eram essa essas esse esses esta está estão estas estava estavam
este estes eu foi foram há isso isto já lhe lhes mais mas me mesma mesmo meu meus minha minhas muito na nas nem nessa
nesse nesta neste no nos nós nossa nossas nosso nossos num numa o onde os ou outra outras outro outros para pela
pelas pelo pelos pode podem pois por porque quais qual quando quanto que quem são se seja sem ser será seu seus sido
só sob sobre sua suas também tanto te tem têm ter teve tinha toda todas todo todos tu tua um uma umas uns você vocês
"""
_WITHOUT_ACCENTS = str.maketrans("áàâãéèêíîóôõúùûç", "aaaaeeeiiooouuuc")


def _both_ways(words: str) -> frozenset[str]:
    return frozenset(words.split()) | frozenset(words.translate(_WITHOUT_ACCENTS).split())


STOP_WORDS = {
    "en": frozenset(_ENGLISH.split()),
    "es": _both_ways(_SPANISH),
    "fr": _both_ways(_FRENCH),
    "pt": _both_ways(_PORTUGUESE),
}
EVERY_STOP_WORD = frozenset[str]().union(*STOP_WORDS.values())
