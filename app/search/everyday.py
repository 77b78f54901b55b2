"""Everyday words of the countryside that are no terms of a vocabulary, by what they mean, in four languages.

One of them finds all others of its line: "robo de cosecha" finds what was written in French about a "vol". What nearly
every text says ("sell", "pay") is left out: it would find everything.
"""

from collections.abc import Iterator

from app.search.analysis import LANGUAGES

_LINES = """
theft thief thieves steal stolen | robo robar ladrón hurto | vol voleur dérober | roubo roubar ladrão furto
drought | sequía | sécheresse | estiagem
rain | lluvia | pluie | chuva
climate | clima climático | climat climatique | clima climático
water | agua | eau | água
irrigation irrigate | riego regar | irrigation irriguer | rega regar irrigação
soil | suelo | sol | solo
land | tierra terreno | terre foncier | terra terreno
harvest | cosecha | récolte | colheita safra
seed | semilla | semence | semente
disease illness sick | enfermedad enfermo | maladie malade | doença doente
middleman middlemen trader | intermediario coyote | intermédiaire commerçant | atravessador intermediário
exporter | exportador | exportateur | exportador
price | precio | prix | preço
late delay | atraso retraso atrasado demora | retard | atraso atrasado demora
debt indebted | deuda endeudado | dette endetté | dívida endividado
income earnings | ingreso ganancia | revenu gain | renda rendimento ganho
loss lost | pérdida perdido | perte perdu | perda perdido
poor poverty | pobre pobreza | pauvre pauvreté | pobre pobreza
young youth youngsters | joven juventud muchacho | jeune jeunesse | jovem juventude
child | niño niña | enfant | criança
woman | mujer | femme | mulher
leader leadership | líder lideresa dirigente liderazgo | leader dirigeant | líder liderança dirigente
migration migrate emigrate | migración migrar emigrar | migration exode émigrer | migração migrar emigrar êxodo
cooperative | cooperativa cooperativismo | coopérative | cooperativa cooperativismo
meeting assembly | reunión asamblea | réunion assemblée | reunião assembleia
vote election | voto votar elección | vote voter élection | voto votar eleição
trust distrust mistrust | confianza desconfianza | confiance méfiance | confiança desconfiança
quarrel dispute | pleito pelea disputa riña | querelle dispute | briga disputa
contract agreement | contrato acuerdo convenio | contrat accord | contrato acordo
failure fail mistake | fracaso fracasar fallar error | échec échouer erreur | fracasso falhar falha erro
replicate replication copy | replicar réplica copiar | reproduire copier réplication | replicar réplica copiar
notebook ledger | cuaderno | cahier | caderno
scale weigh | báscula balanza pesar | balance peser pesée | balança pesar pesagem
guard patrol watchman | guardia vigilar vigilancia ronda | garde veiller surveillance | guarda vigiar vigilância ronda
machine | máquina | machine | máquina
repair | reparar reparación | réparer réparation | consertar conserto reparar
broken breakdown | dañado descompuesto avería averiado | panne cassé | avaria avariado
grater | rallador ralladora | râpe râpeuse | ralador raladora
mill | molino trapiche | moulin | moinho engenho moenda
dry dried drying | secar secado deshidratado | sécher séchage séché | secar secagem
roast roaster roasting | tostar tostador tostado | torréfier torréfaction torréfacteur | torrar torrador torra
store warehouse | almacén bodega | magasin entrepôt | armazém
road | camino carretera | route piste | estrada
school | escuela colegio | école | escola
language | idioma lengua | langue | língua idioma
donation donor | donación donante | don donateur bailleur | doação doador
ice | hielo | glace | gelo
"""


def _read(lines: str) -> Iterator[tuple[tuple[str, str], ...]]:
    for line in filter(None, lines.splitlines()):
        by_language = zip(LANGUAGES, line.split("|"), strict=True)
        yield tuple((word, language) for language, words in by_language for word in words.split())


# Each with its words, and the language of each word.
MEANINGS = tuple(_read(_LINES))
